// Random forms: where they send, by action and by button, how, and whose inputs are whose.
import type { Dice } from "./dice.ts";

const HEADS = [
  "",
  "",
  "",
  "",
  "",
  "",
  '<base href="http://goc.a.test/x/">',
  '<base href="https://goc.a.test/">',
  '<base href=""><base href="http://goc.a.test/">',
  '<noscript><base href="http://goc.a.test/"></noscript>',
];
const METHODS = ["", "", "get", "post", "POST", " post", "none", "dialog", "Dialog"];
const INPUTS = [
  "<input name=q>",
  "<textarea name=q></textarea>",
  "<select name=q></select>",
  "<input type=password>",
  "<INPUT TYPE=PassWord name=a>",
  '<input type="password " name=a>',
];
const CONTROLS = ["input type=submit", "input type=image", "button", "button type=SUBMIT"];
const DEAF = ["input", "input type=text", "button type=button", "button type=reset", "textarea"];

function target(dice: Dice, mark: string): string {
  const http = `http://${mark}.a.test/gui`;
  return dice.pick([
    http,
    http,
    http,
    http.toUpperCase(),
    ` ${http} `,
    http.replaceAll("/", "\\"),
    `${http}?a#b`,
    `https://${mark}.a.test/`,
    `//${mark}.a.test/`,
    "/gui",
    "gui",
    "?a=b",
    "#",
    "",
    " ",
    "javascript:void(0)",
    "mailto:a@a.test",
    "http://localhost:9000/",
    "http://127.0.0.1/",
  ]);
}

function attribute(name: string, value: string): string {
  return value === "" ? "" : ` ${name}="${value}"`;
}

function control(dice: Dice, mark: string): string {
  if (dice.below(2) === 0) return dice.pick(INPUTS);
  const tag = dice.pick([...CONTROLS, ...CONTROLS, ...DEAF]);
  const method = dice.pick(["", "", "", "", "post", "dialog"]);
  const end = /^(?:button|textarea)/.exec(tag)?.[0];
  const close = end === undefined ? "" : `A</${end}>`;
  return `<${tag}${attribute("formaction", target(dice, `${mark}b`))}${attribute("formmethod", method)}>${close}`;
}

function form(dice: Dice, mark: string): string {
  const inside = Array.from({ length: dice.below(3) }, () => control(dice, mark)).join("");
  const hasAction = dice.below(5) !== 0;
  const action = hasAction ? ` action="${target(dice, mark)}"` : "";
  const open = `<form id=${mark}${action}${attribute("method", dice.pick(METHODS))}>`;
  return dice.pick([
    `${open}${inside}</form>`,
    `${open}${inside}</form>`,
    `<table><tr>${open}<td>${inside}</td></tr></form></table>`,
    `<table>${open}<tr><td>${inside}</td></tr></table></form>`,
    `${open}${inside}</form>${control(dice, mark)}`,
    `${control(dice, mark).replace(/^<(\w+)/, `<$1 form=${mark}`)}${open}${inside}</form>`,
    `${open}${inside.replace(/<(\w+)/, "<$1 form=khac")}</form>`,
    `${open}<form action="http://long.a.test/">${inside}</form>`,
    `<noscript>${open}${inside}</form></noscript>`,
    `<template>${open}${inside}</form></template>`,
    `<!-- ${open}${inside}</form> -->`,
    `${open}<noscript><form action="http://trong.a.test/"></form></noscript>${inside}</form>`,
    `<svg>${open}${inside}</form></svg>`,
    `<dialog>${open}${inside}</form></dialog>`,
  ]);
}

/** @param id makes the hosts of this page its own */
export function randomForms(dice: Dice, id: number): string {
  const forms = Array.from({ length: 1 + dice.below(3) }, (_, at) =>
    form(dice, `f${String(id)}x${String(at)}`),
  );
  return `<!doctype html><title>A</title>${dice.pick(HEADS)}\n${forms.join("\n")}`;
}
