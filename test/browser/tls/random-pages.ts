// Random pages that name places over HTTP in every way HTML has, well and badly written. Each reference names a host of
// its own, so that what is said of it can be told apart.
import type { Dice } from "./dice.ts";

type Spelling = (host: string, file: string) => string;

/** As attributes hold them: some name plain HTTP, some HTTPS, some nothing at all. */
const SPELLINGS: readonly Spelling[] = [
  ...Array.from({ length: 12 }, (): Spelling => (host, file) => `http://${host}/${file}`),
  (host, file) => `HTTP://${host.toUpperCase()}/${file}`,
  (host, file) => ` \n\thttp://${host}/${file}  `,
  (host, file) => `ht&#10;tp://${host.replace("t", "&#9;t")}/${file}`,
  (host, file) => `http:\\\\${host}\\${file}`,
  (host, file) => `http:/${host}/${file}`,
  (host, file) => `http:${host}/${file}`,
  (host, file) => `http:////${host}/${file}`,
  (host, file) => `&#104;ttp&colon;&sol;&sol;${host}/${file}`,
  (host, file) => `http://${host}:8080/${file}`,
  (host, file) => `http://${host}:80/${file}`,
  (host, file) => `http://${host}:443/${file}`,
  (host, file) => `http://${host}./${file}`,
  (host, file) => `http://%72${host.slice(1)}/${file}`,
  (host, file) => `http://ｒ${host.slice(1)}/${file}`,
  (host, file) => `http://${host}/${file}?a=b&amp;c=d#e`,
  (host, file) => `http://${host}/ảnh%20${file}`,
  (host, file) => `http://${host}?${file}`,
  (host, file) => `//${host}/${file}`,
  (host, file) => `https://${host}/${file}`,
  (host, file) => `/${file}?http://${host}/`,
  (host, file) => `\u00a0http://${host}/${file}`,
  (host, file) => `hxxp://${host}/${file}`,
  (host, file) => `data:,http://${host}/${file}`,
  (host, file) => `javascript:'http://${host}/${file}'`,
  (host, file) => `blob:http://${host}/${file}`,
  (host, file) => `http://[${host}]/${file}`,
  (host, file) => `http://${host}:99999/${file}`,
  (host, file) =>
    `http://${host.replace(".", ".localhost.").replace(/\.a\.test$/, ".localhost")}/${file}`,
];

/** @returns markup that names `url` once; `url` is written with entities and holds no quotes */
type Piece = (url: string, id: string) => string;

export interface Kind {
  readonly file: string;
  readonly piece: Piece;
}

const png = (piece: Piece): Kind => ({ file: "a.png", piece });
const other = (piece: Piece): Kind => ({ file: "a", piece });

const KINDS: readonly Kind[] = [
  ...Array.from({ length: 3 }, () => png((url) => `<img src="${url}">`)),
  png((url) => `<IMG ALT="a>b" SRC='${url}' SRC="/b.png">`),
  png((url) => `<img/src="${url}"/>`),
  png((url) => `<img src="/b.png" src="${url}">`),
  png((url) => `<img src="${url}" srcset="">`),
  png((url) => `<image src="${url}">`),
  png((url) => `<img loading=eager crossorigin src="${url}">`),
  png((url) => `<img data-src="${url}" longdesc="${url}" lowsrc="${url}">`),
  png((url) => `<picture><img src="${url}"></picture>`),
  png((url) => `<picture><b><img src="${url}"></b></picture>`),
  png((url) => `<picture><source src="${url}"><img src="/b.png"></picture>`),
  png((url) => `<input type=image src="${url}">`),
  png((url) => `<input type="image " src="${url}"><input src="${url}">`),
  png((url) => `<video poster="${url}"></video>`),
  png((url) => `<table background="${url}"><tr><td>a</table>`),
  png((url) => `<table><tr><td background="${url}">a</table>`),
  png((url) => `<table><tr background="${url}"><th>a</table>`),
  png((url) => `<div background="${url}">a</div>`),
  png((url) => `<svg><image href="${url}" width=9 height=9 /></svg>`),
  png((url) => `<svg><image xlink:href="${url}" width=9 height=9 /></svg>`),
  png((url) => `<svg><image src="${url}" width=9 height=9 /><video src="${url}"/></svg>`),
  png((url) => `<link rel=preload as=image href="${url}">`),
  png((url) => `<object type="image/x"><img src="${url}"></object>`),
  png((url) => `<!--[if IE]>--><img src="${url}"><!--<![endif]-->`),
  png((url) => `<!--[if IE]><img src="${url}"><![endif]-->`),
  other((url) => `<audio src="${url}"></audio>`),
  other((url) => `<video src="${url}"></video>`),
  other((url) => `<video><source src="${url}"></video>`),
  other((url) => `<video src="/a"><source src="${url}"></video>`),
  other((url) => `<source src="${url}"><track src="${url}">`),
  ...Array.from({ length: 3 }, () => other((url) => `<script src="${url}"></script>`)),
  other((url) => `<script type=module async src="${url}"></script>`),
  other((url) => `<script type=" Text/JavaScript " src="${url}"></script>`),
  other((url) => `<script type="" language=x src="${url}"></script>`),
  other((url) => `<script language=JavaScript1.2 src="${url}"></script>`),
  other((url) => `<script type="text/template" src="${url}"></script>`),
  other((url) => `<script type=" " src="${url}"></script>`),
  other((url) => `<script nomodule src="${url}"></script>`),
  other((url) => `<script type=importmap src="${url}"></script>`),
  other((url) => `<script>var a = '<img src="${url}">';</script>`),
  other((url) => `<svg><script href="${url}"></script></svg>`),
  other((url) => `<svg><script src="${url}"></script></svg>`),
  other((url) => `<link rel=stylesheet href="${url}">`),
  other((url) => `<LINK REL="alternate StyleSheet" title=a HREF=" ${url} ">`),
  other((url) => `<link rel=stylesheet media=print type="text/css" href="${url}">`),
  other((url) => `<link rel=stylesheet disabled href="${url}">`),
  other((url) => `<link rel=stylesheet type=text/less href="${url}">`),
  other((url) => `<link rel="stylesheet/less" href="${url}">`),
  other((url) => `<link rel="canonical alternate next preconnect dns-prefetch" href="${url}">`),
  other((url) => `<link rel=modulepreload href="${url}">`),
  other((url) => `<link rel=preload as=script href="${url}">`),
  other((url) => `<link rel=preload as=style href="${url}">`),
  other((url) => `<link rel=preload as=font href="${url}">`),
  other((url) => `<link rel=preload as=fetch href="${url}">`),
  other((url) => `<link rel=preload href="${url}">`),
  other((url) => `<link rel=prefetch href="${url}">`),
  other((url) => `<iframe src="${url}"></iframe>`),
  other((url) => `<iframe src="${url}" srcdoc="<p>a"></iframe>`),
  other((url) => `<iframe hidden width=0 src="${url}"><p>a</iframe>`),
  other((url) => `<frame src="${url}">`),
  other((url) => `<object><param name=movie value="${url}"></object>`),
  other((url) => `<a href="${url}" ping="${url}">a</a><area href="${url}"><q cite="${url}">a</q>`),
  other((url) => `<applet archive="${url}"></applet><portal src="${url}"></portal>`),
];

/** Chromium blocks these even where a policy upgrades; the standard has them upgraded as all else. */
const PLUGINS: readonly Kind[] = [
  other((url) => `<object data="${url}"></object>`),
  other((url) => `<embed src="${url}" type="application/x-shockwave-flash">`),
];

/** CSS escapes nothing that HTML's entities would: these hold a plain address. */
const STYLES: readonly Piece[] = [
  (url, id) => `<style>#${id}{background:url(${url})}</style><p id=${id}>a`,
  (url, id) => `<style>#${id}{background:red URL( "${url}" ) no-repeat}</style><p id=${id}>a`,
  (url, id) => `<style>/*}*/#${id}{/*;*/color:red;cursor:url('${url}'),auto}</style><p id=${id}>a`,
  (url, id) => `<style>#${id}{background:image-set("${url}" 1x)}</style><p id=${id}>a`,
  (url, id) => `<style>@media all{#${id}{background:\\75rl(${url})}}</style><p id=${id}>a`,
  (url, id) => `<style>#${id}::before{content:"url(" url(${url})}</style><p id=${id}>a`,
  (url, id) => `<style>#${id}{content:"url(${url})"}</style><p id=${id}>a`,
  (url, id) => `<style>#${id}{background:url(${url} a)}</style><p id=${id}>a`,
  (url, id) => `<style>/*#${id}{background:url(${url})}</style><p id=${id}>a`,
  (url, id) => `<style>#${id}{behavior:url(${url})}</style><p id=${id}>a`,
  (url, id) => `<style>@namespace x url(${url});#${id}{color:red}</style><p id=${id}>a`,
  (url) => `<style>@import url(${url});</style>`,
  (url) => `<style>@charset "utf-8";@import '${url}' print;</style>`,
  (url) => `<style>@layer a;@IMPORT/**/"${url}"</style>`,
  (url) => `<style><!-- @import url( ${url} ); --></style>`,
  (url) => `<style>p{color:red}@import url(${url});</style>`,
  (url) => `<style>@media all{@import url(${url});}</style>`,
  (url) => `<style>a{</style><style>@import url(${url});</style>`,
  (url) => `<svg><style>@import url(${url});</style></svg>`,
  (url, id) =>
    `<style>@font-face{font-family:${id};src:local(x),url("${url}")}</style><p style="font-family:${id}">a`,
  (url) => `<p style="background:url(${url})">a`,
  (url) => `<p style='color:red;list-style:url("${url}");display:list-item'>a`,
  (url) => `<p style="background:image-set('${url}' 1x)">a`,
  (url) => `<p style="@import url(${url})">a`,
  (url) => `<p title="background:url(${url})" style="color:url">a`,
];

/** What a piece is written into. */
const AROUND: readonly ((inside: string) => string)[] = [
  ...Array.from(
    { length: 10 },
    () =>
      (inside: string): string =>
        inside,
  ),
  (inside) => `<div><p>${inside}</div>`,
  (inside) => `<b><i>${inside}</b></i>`,
  (inside) => `<a href="http://lien-ket.a.test/">${inside}</a>`,
  (inside) => `<table><tr>${inside}<td>a</table>`,
  (inside) => `<table><tr><td>${inside}</table>`,
  (inside) => `<div style="width:1px;overflow:hidden">${inside}</div>`,
  (inside) => `<details open>${inside}</details>`,
  (inside) => `<form action="/a">${inside}</form>`,
  (inside) => `<noscript>${inside}</noscript>`,
  (inside) => `<template>${inside}</template>`,
  (inside) => `<!-- ${inside.replaceAll("--", "")} -->`,
  (inside) => `<textarea>${inside}</textarea>`,
  (inside) => `<xmp>${inside}</xmp>`,
  (inside) => `<noembed>${inside}</noembed><noframes>${inside}</noframes>`,
  (inside) => `<iframe>${inside}</iframe>`,
  (inside) => `<svg><foreignObject>${inside}</foreignObject></svg>`,
  (inside) => `<![if !IE]>${inside}<![endif]>`,
  (inside) => `<iframe srcdoc="${quoted(inside)}"></iframe>`,
  (inside) => `<iframe srcdoc="${quoted(`<!doctype html><body>${inside}`)}"></iframe>`,
  (inside) => `<blockquote><center><font>${inside}</center>`,
];

function quoted(markup: string): string {
  return markup.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

export interface RandomPage {
  readonly html: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const TYPE = ["content-type", "text/html; charset=utf-8"] as const;
const UPGRADE = "upgrade-insecure-requests";

const HEADERS: readonly RandomPage["headers"][] = [
  ...Array.from({ length: 12 }, () => [TYPE]),
  [TYPE, ["content-security-policy", `img-src *; ${UPGRADE}`]],
  [TYPE, ["content-security-policy", `img-src *, ${UPGRADE.toUpperCase()} 1`]],
  [
    TYPE,
    ["content-security-policy", `x-${UPGRADE}`],
    ["content-security-policy", "block-all-mixed-content"],
  ],
  [TYPE, ["content-security-policy-report-only", UPGRADE]],
  [["content-type", "text/plain"]],
];

function policy(content: string, key = "http-equiv"): string {
  return `<meta ${key}="Content-Security-Policy" content="${content}">`;
}

const HEADS: readonly string[] = [
  ...Array.from({ length: 14 }, () => ""),
  policy(UPGRADE),
  policy(`img-src *, ${UPGRADE}`),
  policy(UPGRADE, "name"),
  policy("block-all-mixed-content"),
  `<noscript>${policy(UPGRADE)}</noscript>`,
  `</head><body>${policy(UPGRADE)}`,
];

const BASES: readonly string[] = [
  ...Array.from({ length: 8 }, () => ""),
  '<base href="http://goc.a.test/">',
  '<base target=a><base href="http://goc.a.test/"><base href="/">',
  '<base href=""><base href="http://goc.a.test/">',
  '<base href="data:,"><base href="http://goc.a.test/">',
  '<noscript><base href="http://goc.a.test/"></noscript>',
  '<base href="//goc.a.test/">',
];

/** @param id makes the hosts of this page its own */
export function randomPage(dice: Dice, id: number): RandomPage {
  const [headers, policies, base] = [dice.pick(HEADERS), dice.pick(HEADS), dice.pick(BASES)];
  const upgrades = JSON.stringify([headers, policies]).toLowerCase().includes(UPGRADE);
  const kinds = upgrades ? KINDS : [...KINDS, ...PLUGINS, ...PLUGINS];
  const pieces = Array.from({ length: 4 + dice.below(6) }, (_, at) =>
    randomPiece(dice, kinds, `r${String(id)}x${String(at)}`),
  );
  const early = dice.below(3) === 0 ? (pieces.shift() ?? "") : "";
  return {
    headers,
    html: `<!doctype html><title>A</title>${base}${early}${policies}\n${pieces.join("\n")}`,
  };
}

function randomPiece(dice: Dice, kinds: readonly Kind[], mark: string): string {
  const around = dice.pick(AROUND);
  const host = `${mark}.a.test`;
  if (dice.below(4) === 0) return around(dice.pick(STYLES)(`http://${host}/a.png`, mark));
  const { file, piece } = dice.pick(kinds);
  const url = dice.below(12) === 0 ? file : dice.pick(SPELLINGS)(host, file);
  return around(piece(url, mark));
}
