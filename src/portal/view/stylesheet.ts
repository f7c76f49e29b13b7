// The portal's one stylesheet: our own, small, readable at 360 px and on paper. No outside fonts, no pictures.

export const STYLESHEET = `
:root { --ink: #1b2733; --soft: #51606e; --line: #c9d3dc; --paper: #fff; --wash: #f3f6f9;
  --brand: #0b4f6c; --link: #0a5a8a; --critical: #8f1029; --high: #b3400a; --medium: #7a5c00;
  --low: #2a6478; --info: #51606e; --good: #1d6b3a; }
* { box-sizing: border-box; }
html { font: 100%/1.55 "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif;
  color: var(--ink); background: var(--wash); }
body { margin: 0; overflow-wrap: break-word; }
.mono, .evidence, dd, td .small { overflow-wrap: anywhere; }
th .mono, td .mono { display: inline-block; max-width: 100%; }
th .mono { white-space: nowrap; }
.sentence::first-letter { text-transform: uppercase; }
.paper { display: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible,
textarea:focus-visible, summary:focus-visible, [tabindex]:focus-visible
  { outline: 3px solid #d98200; outline-offset: 2px; }
.skip { position: absolute; left: -999em; }
.skip:focus { left: 0.5rem; top: 0.5rem; background: #fff; padding: 0.5rem; z-index: 2; }
header.top { background: var(--brand); color: #fff; }
.bar { max-width: 76rem; margin: 0 auto; padding: 0.5rem 1rem; display: flex; flex-wrap: wrap;
  gap: 0.25rem 1rem; align-items: center; }
.bar .brand { font-weight: 700; font-size: 1.1rem; color: #fff; text-decoration: none; }
.bar .who { margin-left: auto; display: flex; flex-wrap: wrap; gap: 0.25rem 0.9rem; align-items: center;
  font-size: 0.92rem; }
.bar .who a { color: #fff; }
.bar form { margin: 0; }
.bar button { background: transparent; color: #fff; border: 1px solid #9fc3d4; padding: 0.15rem 0.6rem;
  min-height: 2rem; font-weight: 400; }
nav.main { background: #fff; border-bottom: 1px solid var(--line); }
nav.main ul { max-width: 76rem; margin: 0 auto; padding: 0 0.5rem; list-style: none; display: flex;
  flex-wrap: wrap; }
nav.main a { display: block; padding: 0.55rem 0.6rem; text-decoration: none; color: var(--ink);
  border-bottom: 3px solid transparent; }
nav.main a:hover { text-decoration: underline; }
nav.main a[aria-current] { border-bottom-color: var(--brand); font-weight: 600; color: var(--brand); }
main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
main.narrow { max-width: 34rem; }
footer { max-width: 76rem; margin: 0 auto; padding: 1rem; color: var(--soft); font-size: 0.88rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0.4rem 0 0.8rem; }
h2 { font-size: 1.15rem; margin: 1.6rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1rem 0 0.3rem; }
p { margin: 0.4rem 0; }
.lead { color: var(--soft); max-width: 60rem; }
.crumbs { font-size: 0.9rem; margin: 0; }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 0.9rem 1rem;
  margin: 0.8rem 0; }
.panel > h2:first-child, .panel > h3:first-child { margin-top: 0; }
.notice { border-left: 5px solid var(--low); background: #eaf3f6; padding: 0.6rem 0.9rem; margin: 0.8rem 0; }
.notice.bad { border-color: var(--critical); background: #fbecee; }
.notice.good { border-color: var(--good); background: #e9f5ee; }
.notice.warn { border-color: #b98a00; background: #fdf6e0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.6rem;
  padding: 0; margin: 0.8rem 0; list-style: none; }
.tiles li { background: var(--paper); border: 1px solid var(--line); border-top: 5px solid var(--soft);
  border-radius: 6px; }
.tiles a, .tiles span.tile { display: block; padding: 0.5rem 0.8rem; color: inherit; text-decoration: none; }
.tiles a:hover { background: var(--wash); text-decoration: underline; }
.tiles b { display: block; font-size: 1.7rem; line-height: 1.2; }
.tiles small { color: var(--soft); font-size: 0.85rem; }
.tiles .critical { border-top-color: var(--critical); } .tiles .high { border-top-color: var(--high); }
.tiles .medium { border-top-color: #c79a00; } .tiles .low { border-top-color: var(--low); }
.tiles .overdue { border-top-color: var(--critical); }
.mark { display: inline-block; border-radius: 3px; padding: 0.05rem 0.45rem; font-size: 0.88rem;
  font-weight: 600; border: 1px solid currentColor; background: #fff; white-space: nowrap; }
.mark.critical { color: #fff; background: var(--critical); border-color: var(--critical); }
.mark.high { color: var(--high); } .mark.medium { color: var(--medium); } .mark.low { color: var(--low); }
.mark.info { color: var(--info); } .mark.good { color: var(--good); } .mark.bad { color: var(--critical); }
.late { color: var(--critical); font-weight: 600; }
.soft { color: var(--soft); }
.small { font-size: 0.9rem; }
.mono { font-family: "Noto Sans Mono", "DejaVu Sans Mono", Consolas, monospace; font-size: 0.9rem; }
.cards { list-style: none; padding: 0; margin: 0.6rem 0; }
.cards > li { background: var(--paper); border: 1px solid var(--line); border-left: 6px solid var(--soft);
  border-radius: 6px; padding: 0.7rem 0.9rem; margin: 0.6rem 0; }
.cards > li.critical { border-left-color: var(--critical); } .cards > li.high { border-left-color: var(--high); }
.cards > li.medium { border-left-color: #c79a00; } .cards > li.low { border-left-color: var(--low); }
.cards h2, .cards h3 { margin: 0 0 0.2rem; font-size: 1.05rem; }
.meta { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; margin: 0.3rem 0; padding: 0; list-style: none; }
table { border-collapse: collapse; width: 100%; background: var(--paper); font-size: 0.95rem; }
caption { text-align: left; font-weight: 600; padding: 0.4rem 0; }
th, td { border: 1px solid var(--line); padding: 0.4rem 0.55rem; text-align: left; vertical-align: top; }
thead th { background: #e8eef3; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td button { white-space: nowrap; }
td form.inline { flex-wrap: nowrap; margin: 0; }
thead th { min-width: 4.5rem; }
.scroll { overflow-x: auto; margin: 0.6rem 0; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1rem; margin: 0.5rem 0; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; }
ol.steps > li { margin: 0.35rem 0; }
pre, .evidence { white-space: pre-wrap; background: var(--wash); border: 1px solid var(--line);
  border-radius: 4px; padding: 0.5rem 0.7rem; margin: 0.4rem 0; font-size: 0.92rem; }
ul.evidence { padding-left: 1.7rem; } ul.evidence li { margin: 0.15rem 0; }
input, select, textarea { scroll-margin-top: 6rem; }
#queue { scroll-margin-top: 30rem; }
form.stack { display: grid; gap: 0.7rem; max-width: 40rem; }
fieldset.panel { display: grid; gap: 0.7rem; max-width: 44rem; }
fieldset.panel legend { font-weight: 700; padding: 0 0.3rem; }
form.inline { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; margin: 0.5rem 0; }
form.inline > div { min-width: 0; max-width: min(100%, 15rem); }
label { font-weight: 600; display: block; }
label.tick { font-weight: 400; display: flex; gap: 0.5rem; align-items: center; min-height: 1.8rem; }
.hint { font-weight: 400; color: var(--soft); font-size: 0.9rem; display: block; }
input, select, textarea { font: inherit; width: 100%; padding: 0.4rem 0.55rem; border: 1px solid #6b7a88;
  border-radius: 4px; background: #fff; color: var(--ink); min-height: 2.5rem; }
input[type="checkbox"], input[type="radio"] { width: 1.25rem; height: 1.25rem; min-height: 0; flex: none; }
form.inline input, form.inline select { width: auto; max-width: 100%; }
button, .button { font: inherit; font-weight: 600; display: inline-block; background: var(--brand);
  color: #fff; border: 1px solid var(--brand); border-radius: 4px; padding: 0.4rem 0.95rem; min-height: 2.5rem;
  cursor: pointer; text-decoration: none; }
button.quiet, .button.quiet { background: #fff; color: var(--brand); }
button.danger { background: var(--critical); border-color: var(--critical); }
.actions { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; margin: 0.6rem 0; }
details { border: 1px solid var(--line); border-radius: 6px; background: var(--paper); margin: 0.5rem 0;
  padding: 0 0.9rem; }
details[open] { padding-bottom: 0.8rem; }
summary { cursor: pointer; font-weight: 600; padding: 0.6rem 0; min-height: 2.5rem; }
.offers { list-style: none; padding: 0; margin: 0.5rem 0; }
.offers li { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; align-items: center; justify-content: space-between;
  border-top: 1px solid var(--line); }
.pager { display: flex; gap: 1rem; align-items: center; margin: 0.8rem 0; }
a.count { display: flex; gap: 0.5rem; align-items: center; min-width: 9rem; }
a.count span { min-width: 3.2rem; text-align: right; font-variant-numeric: tabular-nums; }
a.count svg { display: block; flex: 1 1 0; min-width: 0; height: 0.75rem; max-width: 18rem; }
@media (min-width: 60rem) and (min-height: 40rem) {
  form.bulk fieldset.panel { position: sticky; bottom: 0; max-width: none; align-items: end; margin: 0;
    grid-template-columns: 12rem 24rem 1fr auto; box-shadow: 0 -4px 12px rgb(27 39 51 / 0.18); }
  form.bulk legend { float: left; grid-column: 1 / -1; }
  html:has(form.bulk) { scroll-padding-bottom: 12rem; }
}
.todo { list-style: none; padding: 0; margin: 0.6rem 0; display: grid; gap: 0.4rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }
.todo li { background: var(--paper); border: 1px solid var(--line); border-left: 6px solid #c79a00; border-radius: 6px; }
.todo li.urgent { border-left-color: var(--critical); }
.todo a { display: flex; gap: 0.7rem; align-items: baseline; padding: 0.5rem 0.8rem; color: inherit; }
.todo b { font-size: 1.25rem; min-width: 2.2rem; text-align: right; color: var(--brand); }
dl.keys { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 0.8rem; } dl.keys dd { margin: 0; }
kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0.05rem 0.4rem; background: var(--wash); }
nav.main ul + ul { border-top: 1px solid var(--line); font-size: 0.92rem; }
.cards > li:focus-within { box-shadow: 0 0 0 2px var(--brand); }
.narrowed { background: #eaf3f6; padding: 0.35rem 0.7rem; border-radius: 4px; }
.clock { list-style: none; padding: 0; margin: 0.4rem 0; display: grid; gap: 0.25rem; }
.clock li { border-left: 4px solid var(--low); padding-left: 0.6rem; }
.clock b { display: inline-block; min-width: 10.5rem; font-variant-numeric: tabular-nums; }
.clock .late { border-color: var(--critical); color: inherit; font-weight: 400; }
.clock .late b { color: var(--critical); } .clock .in-time { border-color: var(--good); }
.fill-brand { fill: #3f86a6; } .fill-critical { fill: var(--critical); } .fill-high { fill: #d8681f; } .fill-medium { fill: #d8ac1a; }
.fill-low { fill: #4a8aa0; } .fill-info { fill: #93a1ad; } .fill-good { fill: #3d9160; } .fill-none { fill: #d5dde4; }
svg.qr { width: 15rem; max-width: 100%; height: auto; display: block; margin: 0.5rem 0;
  border: 1px solid var(--line); }
svg.qr .light { fill: #fff; }
ul.codes { columns: 14rem; list-style: none; padding: 0; margin: 0.5rem 0; }
.guide { max-width: 52rem; }
.guide pre { white-space: pre; overflow-x: auto; } .guide th .mono, .guide td .mono { display: inline; }
.guide img { max-width: 100%; height: auto; display: block; margin: 0.8rem 0; border: 1px solid var(--line); }
@media (max-width: 40rem) {
  html { font-size: 96%; }
  .bar .who { margin-left: 0; } .bar .who > span { flex: 1 0 100%; }
  main { padding: 0.7rem; }
  .tiles { grid-template-columns: repeat(3, 1fr); gap: 0.4rem; }
  .tiles li:last-child:nth-child(3n + 1) { grid-column: 1 / -1; }
  .tiles b { font-size: 1.3rem; } .tiles a, .tiles span.tile { padding: 0.3rem 0.5rem; }
  dl.facts { grid-template-columns: minmax(5rem, 7.5rem) minmax(0, 1fr); gap: 0.25rem 0.7rem; }
  .clock b { display: block; }
  nav.main ul + ul { flex-wrap: nowrap; overflow-x: auto;
    mask-image: linear-gradient(to right, #000 calc(100% - 3rem), transparent); padding-right: 3rem; }
  nav.main ul + ul li:has([aria-current]) { order: -1; }
  nav.main ul + ul a { white-space: nowrap; }
  table.fold thead { position: absolute; left: -999em; }
  table.fold, table.fold caption, table.fold tbody, table.fold tr, table.fold td, table.fold th { display: block; }
  table.fold { background: transparent; } table.fold tr { background: var(--paper); }
  table.fold tr { border: 1px solid var(--line); border-radius: 6px; margin: 0.6rem 0; padding: 0.3rem 0.6rem; }
  table.fold td, table.fold th { border: 0; padding: 0.15rem 0; text-align: left; }
  table.fold th .mono { white-space: normal; }
  table.fold td[data-name]::before { content: attr(data-name) ": "; color: var(--soft); font-size: 0.88rem; }
  table.fold td:empty { display: none; }
}
@media print {
  html { background: #fff; font-size: 10.5pt; }
  header.top, nav.main, .skip, form.inline, form.stack, .actions, .pager, .noprint,
  form.bulk fieldset, details.draft:not([open]) { display: none; }
  .paper { display: block; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(5rem, 1fr)); }
  table { font-size: 9pt; } .mark { white-space: normal; }
  .panel, .cards > li { padding: 0.4rem 0.7rem; margin: 0.4rem 0; } footer { padding: 0.3rem 0; }
  section.drafts:not(:has(details[open])) { display: none; }
  main, footer { max-width: none; padding: 0; }
  .cards > li, tr, pre { break-inside: avoid; }
  .panel, .cards > li, details { border-color: #888; }
  h1, h2, h3, caption, summary { break-after: avoid; }
  thead { display: table-header-group; }
  details::details-content { content-visibility: visible; height: auto; }
  summary { list-style: none; padding: 0.3rem 0; min-height: 0; } summary::-webkit-details-marker { display: none; }
  .scroll { overflow: visible; } .guide pre { white-space: pre-wrap; }
  a { color: inherit; text-decoration: none; }
  .mark.critical { color: #000; background: #fff; border-color: #000; }
}
`;
