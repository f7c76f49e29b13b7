// Texts that try to become more than text, and what a page is made of, to see whether one did.
import { parse, type DefaultTreeAdapterTypes } from "parse5";

export const PAYLOADS = [
  "<script>alert(1)</script>",
  "<ScRiPt src=//x.example/a.js></ScRiPt>",
  '"><script>alert(1)</script>',
  "'><script>alert(1)</script>",
  "</title><script>alert(1)</script>",
  "</textarea><script>alert(1)</script>",
  "</style><script>alert(1)</script>",
  "</p></div></main><h1>x</h1>",
  "<img src=x onerror=alert(1)>",
  '" onmouseover="alert(1)',
  "' onfocus='alert(1)' autofocus='",
  "` onload=`alert(1)",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<object data=javascript:alert(1)>",
  "<embed src=javascript:alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "javascript:alert(1)",
  "<base href=//x.example/>",
  "<meta http-equiv=refresh content='0;url=//x.example'>",
  "<link rel=stylesheet href=//x.example/a.css>",
  "<form action=//x.example><input name=password>",
  "<input type=hidden name=csrf value=x>",
  "<button formaction=//x.example>x",
  "<!--",
  "--><script>alert(1)</script>",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<?xml version='1.0'?><x/>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;script&#62;alert(1)",
  "&quot;&gt;<b>x</b>",
  "<b\u0000 onclick=alert(1)>x",
  "<\u0000script>alert(1)</script>",
  "\u2028<script>alert(1)</script>\u2029",
  "\u202e>tpircs<",
  "\ufeff<script>alert(1)</script>",
  "＜script＞alert(1)＜/script＞",
  "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
  "<template><script>alert(1)</script></template>",
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<details open ontoggle=alert(1)>",
  "<video><source onerror=alert(1)>",
  "</option></select><img src=x onerror=alert(1)>",
  "\u001b[31mred\u001b[0m",
  "\r\nSet-Cookie: x=y",
  "=cmd|' /C calc'!A0",
];

/** Tag names with their attributes' names, in order: what must not change. */
export function shape(html: string): string[] {
  const found: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ("tagName" in node) {
      found.push(`${node.tagName} ${node.attrs.map(({ name }) => name).join(" ")}`);
    }
    if ("childNodes" in node) node.childNodes.forEach(walk);
  };
  walk(parse(html));
  return found;
}

/** Every link and form of a page, to see that none leaves it. */
export function targets(html: string): string[] {
  return [...html.matchAll(/(?:href|action|src|formaction)="([^"]*)"/g)].map(([, to = ""]) => to);
}
