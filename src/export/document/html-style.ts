// The one style sheet of HTML documents; on paper the same measures as DOCX and PDF. No urls, no fonts loaded.

export const STYLE_SHEET = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#eef0f2;color:#000;font:14pt/1.25 Tinos,"Times New Roman","Liberation Serif",serif}
main{max-width:210mm;margin:0 auto;padding:20mm 15mm 20mm 30mm;background:#fff;overflow-wrap:anywhere}
p{margin:0 0 6pt}
h1,h2,h3,h4{font-size:14pt;margin:12pt 0 6pt}
h4{font-style:italic}
hr{border:0;border-top:1px solid #000;margin:2pt auto 8pt}
.head{display:grid;grid-template-columns:2fr 3fr;gap:4mm;text-align:center;font-size:13pt;line-height:1.15}
.head p{margin:0 0 2pt}
.issuer .name,.country,.motto{font-weight:bold}
.issuer hr{width:38%}
.country{font-size:12.5pt}
.motto{font-size:13.5pt}
.nation hr{width:62%}
.date{font-style:italic}
.issuer .about{font-size:12pt;margin-top:6pt}
.title{text-align:center;margin:14pt 0}
.title h1{margin:0}
.title hr{width:40%;margin-top:4pt}
.to{display:grid;grid-template-columns:auto 1fr;gap:3mm;margin:10pt 0 10pt 12mm}
.body{text-align:justify;text-indent:12.7mm}
.basis{text-align:justify;text-indent:12.7mm;font-style:italic}
.item{text-align:justify;margin-left:12.7mm;text-indent:-4mm}
.code{font-size:10.5pt;white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 6pt 12.7mm}
.note{font-size:10pt;font-style:italic;margin:2pt 0 10pt}
table{width:100%;border-collapse:collapse;table-layout:fixed;font-size:10.5pt;line-height:1.2;margin:4pt 0}
caption{font-size:12pt;font-weight:bold;text-align:left;padding:4pt 0}
th,td{border:1px solid #000;padding:2pt 4pt;vertical-align:top;unicode-bidi:isolate}
th{background:#eef0f2;text-align:center}
td.center{text-align:center}
td.right{text-align:right}
tr.total td{font-weight:bold}
figure{margin:6pt 0}
figcaption{font-size:12pt;font-weight:bold}
svg{max-width:100%;height:auto}
.foot{display:grid;grid-template-columns:1fr 1fr;margin-top:18pt;break-inside:avoid}
.recipients{font-size:11pt}
.recipients p{margin:0}
.recipients .heading{font-size:12pt;font-weight:bold;font-style:italic}
.signer{text-align:center;font-weight:bold;min-height:40mm}
.annex{break-before:page;margin-top:24mm;counter-reset:page 1}
.annex-head{text-align:center}
.annex-head h1,.annex-head h2{margin:0 0 4pt}
.reference{font-style:italic;font-size:13pt}
@media(max-width:600px){main{padding:6mm}.head,.foot,.to{grid-template-columns:1fr}table{font-size:9pt}}
@page{size:A4;margin:20mm 15mm 20mm 30mm;@top-center{content:counter(page);font:13pt Tinos,"Times New Roman",serif}}
@page:first{@top-center{content:""}}
@media print{body{background:#fff}main{max-width:none;padding:0}.annex{margin-top:0}thead{display:table-header-group}tr{break-inside:avoid}}
`;
