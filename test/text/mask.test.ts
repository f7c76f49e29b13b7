import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskSecrets, maskUrl } from "../../src/text/mask.ts";

const S = "Zx9kPlanted7Qw";

/** [what it is, before, after]: the planted secret must go, the name must stay. */
const CONFIGS: readonly (readonly [string, string, string])[] = [
  ["env", `DB_PASSWORD=${S}\nDB_HOST=10.0.0.1\n`, "DB_PASSWORD=***\nDB_HOST=10.0.0.1\n"],
  ["env in quotes", `DB_PASSWORD="${S} and more"\n`, 'DB_PASSWORD="***"\n'],
  ["env with spaces in the value", `MAIL_PASSWORD=${S} two three\nX=1`, "MAIL_PASSWORD=***\nX=1"],
  ["env exported", `export APP_KEY=base64:${S}=\r\n`, "export APP_KEY=***\r\n"],
  ["env without a closing quote", `DB_PASSWORD='${S}\nA=1`, "DB_PASSWORD='***\nA=1"],
  ["ini", `[client]\npassword = ${S}\nuser=x\n`, "[client]\npassword = ***\nuser=x\n"],
  ["properties", `spring.datasource.password:${S}\n`, "spring.datasource.password:***\n"],
  ["yaml", `db:\n  - password: ${S}\n    port: 1\n`, "db:\n  - password: ***\n    port: 1\n"],
  [
    "compose",
    `environment:\n  - MYSQL_ROOT_PASSWORD=${S}\n`,
    "environment:\n  - MYSQL_ROOT_PASSWORD=***\n",
  ],
  ["php define", `<?php define('DB_PASSWORD', '${S}');`, "<?php define('DB_PASSWORD', '***');"],
  [
    "php define, spaced",
    `<?php\ndefine( "AUTH_KEY",   "a b'${S}" );`,
    '<?php\ndefine( "AUTH_KEY",   "***" );',
  ],
  [
    "php array",
    `<?php $x = ['password' => '${S}', 'a' => 1];`,
    "<?php $x = ['password' => '***', 'a' => 1];",
  ],
  ["php index", `<?php $db_config['dbpass'] = '${S}';`, "<?php $db_config['dbpass'] = '***';"],
  [
    "php property",
    `<?php class JConfig { public $smtppass = '${S}'; }`,
    "<?php class JConfig { public $smtppass = '***'; }",
  ],
  ["php salt", `<?php $settings['hash_salt'] = '${S}';`, "<?php $settings['hash_salt'] = '***';"],
  ["php escaped quote", `<?php $p['db_pass'] = 'a\\'${S}';`, "<?php $p['db_pass'] = '***';"],
  [
    "nukeviet",
    `<?php $global_config['sitekey'] = '${S}';`,
    "<?php $global_config['sitekey'] = '***';",
  ],
  ["wordpress", `<?php define('LOGGED_IN_KEY', '${S}');`, "<?php define('LOGGED_IN_KEY', '***');"],
  ["json", `{"db":{"password":"${S}","port":1}}`, '{"db":{"password":"***","port":1}}'],
  ["json number", `{"password": 48213377, "port": 1}`, '{"password": "***", "port": 1}'],
  ["json in json", `{"a":"{\\"apiKey\\":\\"${S}\\"}"}`, '{"a":"{\\"apiKey\\":\\"***\\"}"}'],
  [
    "web.config",
    `<configuration><add connectionString="Server=a;User Id=sa;Password=${S};" /></configuration>`,
    '<configuration><add connectionString="Server=a;User Id=sa;Password=***;" /></configuration>',
  ],
  [
    "machine key",
    `<configuration>\n<machineKey validationKey="${S}" />`,
    '<configuration>\n<machineKey validationKey="***" />',
  ],
  [
    "tomcat users",
    `<tomcat-users><user username="a" password="${S}" roles="r"/>`,
    '<tomcat-users><user username="a" password="***" roles="r"/>',
  ],
  [
    "git config",
    `[remote "origin"]\n\turl = https://bot:${S}@git.example/a.git\n`,
    '[remote "origin"]\n\turl = https://***:***@git.example/a.git\n',
  ],
  [
    "git token",
    `\turl = https://ghp_${S}${S}${S}@github.example/a.git`,
    "\turl = https://***@github.example/a.git",
  ],
  [
    "dsn with odd signs",
    `X=mysql://u:${S}/a@b@db.example:3306/x`,
    "X=mysql://***:***@db.example:3306/x",
  ],
  [
    "command line",
    `mysqldump -u root --password=${S} -h db`,
    "mysqldump -u root --password=*** -h db",
  ],
  ["htpasswd apr1", `bs1:$apr1$abcd$${S}${S}\n`, "bs1:$apr1$***\n"],
  ["htpasswd sha", `bs1:{SHA}${S}${S}=\n`, "bs1:{SHA}***\n"],
  ["htpasswd crypt", `bs1:ab12345678901\nbs2:cd12345678901\n`, "bs1:***\nbs2:***\n"],
  ["bcrypt", `x $2y$10$${S}${S}`, "x $2y$***"],
  ["aws id", `aws: AKIA${"A1B2C3D4".repeat(2)}`, "aws: AKIA***"],
  ["jwt", `t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${S}`, "t eyJ***"],
  ["bearer", `Authorization: Bearer ${S}${S}`, "Authorization: Bearer ***"],
  ["basic", `Authorization: Basic ${S}==`, "Authorization: Basic ***"],
  ["github", `x ghp_${S}${S}`, "x ghp_***"],
  [
    "private key",
    `-----BEGIN RSA PRIVATE KEY-----\nMII${S}\n${S}\n-----END RSA PRIVATE KEY-----\n`,
    "-----BEGIN RSA PRIVATE KEY-----\n***\n-----END RSA PRIVATE KEY-----\n",
  ],
  [
    "private key, cut",
    `-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMII${S}\n${S}`,
    "-----BEGIN PRIVATE KEY-----\n***\n",
  ],
  [
    "private key in json",
    `{"private_key": "-----BEGIN PRIVATE KEY-----\\nMII${S}\\n-----END PRIVATE KEY-----\\n"}`,
    '{"private_key": "***"}',
  ],
  [
    "dump",
    `-- MySQL dump 10.13\nINSERT INTO \`benh_nhan\` VALUES (1,'Nguyễn Văn ${S}'),(2,'B');\n`,
    "-- MySQL dump 10.13\nINSERT INTO `benh_nhan` VALUES (***);\n",
  ],
  [
    "dump with columns",
    `INSERT INTO users (id, ten) VALUES (1,'${S}');`,
    "INSERT INTO users (id, ten) VALUES (***);",
  ],
  [
    "copy",
    `COPY public.users (id) FROM stdin;\n1\t${S}\n2\tx\n\\.\n`,
    "COPY public.users (id) FROM stdin;\n***\n\\.\n",
  ],
  ["vietnamese name", `mat_khau = ${S}\n`, "mat_khau = ***\n"],
];

const PAGES: readonly (readonly [string, string, string])[] = [
  [
    "phpinfo row",
    `<html><table><tr><td class="e">DB_PASSWORD </td><td class="v">${S} </td></tr>`,
    '<html><table><tr><td class="e">DB_PASSWORD </td><td class="v">*** </td></tr>',
  ],
  [
    "phpinfo superglobal",
    `<html><tr><td class="e">$_SERVER['api_token']</td><td class="v">${S}</td></tr>`,
    `<html><tr><td class="e">$_SERVER['api_token']</td><td class="v">***</td></tr>`,
  ],
  [
    "debug page",
    `<!DOCTYPE html><td>APP_KEY</td>\n<td><pre class=sf-dump>"<span class=sf-dump-str title="9">${S}</span>"`,
    '<!DOCTYPE html><td>APP_KEY</td>\n<td><pre class=sf-dump>"<span class=sf-dump-str title="9">***</span>"',
  ],
  [
    "env in a pre",
    `<html><pre>DB_HOST=a\nDB_PASSWORD=${S}\n</pre>`,
    "<html><pre>DB_HOST=a\nDB_PASSWORD=***\n</pre>",
  ],
  [
    "script",
    `<html><script>var c={apiKey:"${S}",n:1}</script>`,
    '<html><script>var c={apiKey:"***",n:1}</script>',
  ],
  [
    "link with credentials",
    `<html><a href="http://u:${S}@h.example/">`,
    '<html><a href="http://***:***@h.example/">',
  ],
];

describe("maskSecrets", () => {
  it.each([...CONFIGS, ...PAGES])("%s", (_what, before, after) => {
    const once = maskSecrets(before);
    expect(once.text).toBe(after);
    expect(once.masked).toBeGreaterThan(0);
    expect(maskSecrets(once.text)).toEqual({ text: once.text, masked: 0 });
  });

  it.each([
    [
      "a login form",
      `<html><form><label for="password">Mật khẩu:</label><input type="password" name="password" id="password" autocomplete="current-password" placeholder="Nhập mật khẩu"><input type="hidden" name="csrf_token" value="a8f7d6e5c4b3a2910"></form>`,
    ],
    [
      "a form guard",
      `<html><meta name="csrf-token" content="Xh28fjw92kd0"><script>window.csrfToken="Xh28fjw92kd0"</script>`,
    ],
    [
      "an article on passwords",
      `<html><body><h1>Đặt mật khẩu mạnh</h1><p>Password: nên dài hơn 12 ký tự. Mật khẩu: không dùng "123456". API key = chìa khoá.</p>`,
    ],
    [
      "texts of a script",
      `<html><script>var t={"password":"Mật khẩu không đúng","passwordLabel":"x","required_password":"Bạn chưa nhập"}</script>`,
    ],
    ["a style sheet", `a{color:red}\ninput.password:focus,\n.token:hover { color: red }`],
    ["a captcha", `<html><div class="g-recaptcha" data-sitekey="6LcAAAAAAAAAAAAAAAAAAAAA"></div>`],
    [
      "a link with an at sign",
      `<html><a href="https://map.example:8080/@10.1,106.2">bản đồ</a> a@b.example`,
    ],
    [
      "words that only contain one",
      `compass=1\nbypass = true\npassenger: 4\nkeyboard=vn\ntokenizer: x\n`,
    ],
    ["names of limits", `password_min_length=8\nPASSWORD_RESET_URL=/quen\ntoken_ttl: 3600\n`],
    ["empty values", `DB_PASSWORD=\nDB_PASSWORD=""\n{"password":null,"secret":{}}`],
    [
      "a mention of a key block",
      `<html><p>Tệp bắt đầu bằng -----BEGIN PRIVATE KEY----- thì phải giữ kín.</p>`,
    ],
    [
      "shortcuts and switches of a page",
      `<html><a href="/" accesskey="1">Trang chủ</a><script>var i=new XMLHttpRequest;i.withCredentials=!0;var storageKey="menu_open"</script>`,
    ],
    ["code without values", `function f(){ if (password === other) { return this.token; } }`],
  ])("leaves %s alone", (_what, text) => {
    expect(maskSecrets(text)).toEqual({ text, masked: 0 });
  });

  it("is idempotent, and never more than doubles a text", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "password",
        "DB_PASSWORD",
        "token",
        "api_key",
        "=",
        ":",
        "=>",
        '"',
        "'",
        "\\",
        "\n",
        " ",
        ";",
        "&",
        "<td>",
        "</td>",
        "<html>",
        "://",
        "@",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "define('",
        "', '",
        "INSERT INTO a VALUES (",
        "$2y$",
        "{SHA}",
        "eyJ",
        "Bearer ",
        "***",
        "{",
        "}",
        ",",
        "[",
        "]",
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const once = maskSecrets(text);
        expect(maskSecrets(once.text)).toEqual({ text: once.text, masked: 0 });
        expect(once.text.length).toBeLessThanOrEqual(text.length * 2 + 16);
        if (once.masked === 0) expect(once.text).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("lets no planted secret through, whatever stands around it", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9!#%+./:@^_~-]{6,40}$/).map((text) => `Q${text}Z`);
    const name = fc.constantFrom(
      "DB_PASSWORD",
      "MAIL_PASSWORD",
      "APP_KEY",
      "JWT_SECRET",
      "REDIS_PASSWORD",
      "API_TOKEN",
    );
    const form = fc.constantFrom(
      (n: string, s: string) => `${n}=${s}\n`,
      (n: string, s: string) => `${n}="${s}"\n`,
      (n: string, s: string) => `${n}: ${s}\n`,
      (n: string, s: string) => `{"${n}": "${s}"}\n`,
      (n: string, s: string) => `define('${n}', '${s}');\n`,
      (n: string, s: string) => `'${n}' => '${s}',\n`,
      (n: string, s: string) => `$c["${n}"] = "${s}";\n`,
    );
    const around = fc.stringMatching(/^[A-Za-z0-9 #_\n.]{0,40}$/).map((text) => `${text}\n`);
    fc.assert(
      fc.property(around, form, fc.tuple(name, secret), (before, write, [n, s]) => {
        const masked = maskSecrets(before + write(n, s));
        expect(masked.text).not.toContain(s);
        expect(masked.text).toContain(n);
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["names", "password"],
    ["assignments", "pwd=x "],
    ["quotes", "pwd='"],
    ["lines", "DB_PASSWORD=abc\n"],
    ["key blocks", "-----BEGIN PRIVATE KEY-----\n"],
    ["tokens", "eyJ"],
    ["token parts", "eyJaaaaaaaa.eyJaaaaaaaa "],
    ["addresses", "a://a:"],
    ["databases", "mysql://a:b"],
    ["rows", "<td>DB_PASSWORD</td><td>"],
    ["inserts", "INSERT INTO x("],
    ["values", "INSERT INTO x VALUES"],
    ["hashes", "$2y$"],
    ["hash lines", "a:{SHA}"],
    ["crypt lines", "a:bcdefghijklmn\n"],
    ["bearers", "Bearer "],
    ["spaces", "password                       "],
    ["markup", "<html>token="],
  ])("reads two mebibytes of %s quickly", (_what, unit) => {
    const text = unit.repeat(Math.ceil((2 * 1024 * 1024) / unit.length));
    const from = performance.now();
    maskSecrets(text);
    expect(performance.now() - from).toBeLessThan(4000);
  });
});

describe("maskUrl", () => {
  it.each([
    ["https://u:p@h.test/a", "https://***:***@h.test/a"],
    ["https://h.test/a?token=abc&page=2", "https://h.test/a?token=***&page=2"],
    ["https://h.test/a;jsessionid=ABC?x=1", "https://h.test/a;jsessionid=***?x=1"],
    [
      "https://h.test/a?user[password]=abc#access_token=def",
      "https://h.test/a?user[password]=***#access_token=***",
    ],
    [
      "https://h.test/wp-login.php?redirect_to=%2F&keyword=a",
      "https://h.test/wp-login.php?redirect_to=%2F&keyword=a",
    ],
  ])("%s", (url, expected) => {
    expect(maskUrl(url)).toBe(expected);
    expect(maskUrl(expected)).toBe(expected);
  });
});
