// HTML of the demo's sample sites. Made up; shaped like what real software sends where a check must fire.

/** An ordinary page of a unit's site. `head` is put in front of the closing head tag. */
export function page(title: string, body: string, head = ""): string {
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>${title}</title>${head}</head>
<body>
<header><p>SỞ Y TẾ TỈNH MẪU</p><nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/gioi-thieu">Giới thiệu</a></li>
<li><a href="/lich-kham">Lịch khám</a></li></ul></nav></header>
<main><h1>${title}</h1>${body}</main>
<footer><p>Địa chỉ: số 1 đường Mẫu, phường Mẫu, tỉnh Mẫu.</p></footer>
</body></html>`;
}

export function wordpressHead(version: string): string {
  return `<meta name="generator" content="WordPress ${version}">
<link rel="https://api.w.org/" href="/wp-json/">
<link rel="stylesheet" href="/wp-includes/css/dist/block-library/style.min.css?ver=${version}">
<script src="/wp-includes/js/jquery/jquery.min.js?ver=3.6.0"></script>
<link rel="stylesheet" href="/wp-content/themes/mau/style.css?ver=1.0">`;
}

export function loginPage(product: "wordpress" | "phpmyadmin"): string {
  return product === "wordpress"
    ? `<!doctype html><html lang="vi"><head><title>Đăng nhập &lsaquo; Trung tâm Y tế khu vực B &#8212; WordPress</title></head>
<body class="login login-action-login wp-core-ui"><div id="login"><form name="loginform" id="loginform" action="/wp-login.php" method="post">
<input type="text" name="log" id="user_login"><input type="password" name="pwd" id="user_pass">
<input type="submit" name="wp-submit" id="wp-submit" value="Đăng nhập"></form></div></body></html>`
    : `<!doctype html><html lang="en"><head><title>phpMyAdmin</title></head>
<body id="loginform"><form method="post" action="index.php?route=/" name="login_form">
<input type="hidden" name="set_session" value="d1e2f3a4b5"><input type="text" name="pma_username" id="input_username">
<input type="password" name="pma_password" id="input_password"><input type="hidden" name="token" value="4a5b6c"></form></body></html>`;
}

/** A directory listing as Apache writes it. */
export function listing(path: string, names: readonly string[]): string {
  const rows = names.map((name) => `<tr><td><a href="${name}">${name}</a></td></tr>`).join("\n");
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN"><html><head><title>Index of ${path}</title></head>
<body><h1>Index of ${path}</h1><table><tr><td><a href="/">Parent Directory</a></td></tr>${rows}</table></body></html>`;
}
