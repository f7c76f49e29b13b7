#!/usr/bin/env bash
# Installs from Debian what the lab in test/real/lab serves. Starts no service;
# changes nothing but what the packages themselves do.
set -euo pipefail
. "$(dirname "$0")/../helpers/apt.sh"

grep -qs '^VERSION_CODENAME=bookworm$' /etc/os-release ||
  fail "needs Debian 12 (bookworm): test/real/truth.ts judges the versions which that release ships"

# No web server is configured and no database is asked for: the lab brings its own configuration.
if [ "$(id -u)" -eq 0 ]; then
  debconf-set-selections <<'ANSWERS'
phpmyadmin phpmyadmin/dbconfig-install boolean false
phpmyadmin phpmyadmin/reconfigure-webserver multiselect
dokuwiki dokuwiki/system/configure-webserver multiselect
ANSWERS
fi

install_from_debian \
  apache2 libapache2-mod-php nginx-light php-cli php-fpm \
  php-mysql php-sqlite3 php-xml php-mbstring php-intl php-gd \
  mariadb-server \
  wordpress wordpress-theme-twentytwentythree dokuwiki mediawiki phpmyadmin adminer \
  tomcat10 tomcat10-admin \
  openssl strace
