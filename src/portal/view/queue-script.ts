// The portal's one script: keys for the triage queue. Static, our own, an enhancement only: everything it does can be
// done with Tab, Space and the form. Keys count only while a box of the list has the focus (WCAG 2.1.4).

export const QUEUE_SCRIPT = `"use strict";
(() => {
  const list = document.getElementById("queue");
  if (list === null) return;
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const action = document.getElementById("f-action");
  const reason = document.getElementById("bulk-reason");
  const chosen = document.getElementById("chosen");
  const count = () => {
    if (chosen !== null) chosen.textContent = "(" + boxes.filter((box) => box.checked).length + ")";
  };
  const go = (from, step) => {
    const to = boxes[Math.min(boxes.length - 1, Math.max(0, from + step))];
    to.focus();
    to.closest("li").scrollIntoView({ block: "nearest" });
  };
  const say = (word) => {
    if (action !== null) action.value = word;
    if (reason !== null) reason.focus();
  };
  const keys = {
    j: (at) => go(at, 1),
    k: (at) => go(at, -1),
    x: (at) => { boxes[at].checked = !boxes[at].checked; },
    a: () => {
      const all = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !all;
    },
    o: (at) => { boxes[at].closest("li").querySelector("a").click(); },
    c: () => say("confirm"),
    f: () => say("false-positive"),
    r: () => { if (reason !== null) reason.focus(); },
  };
  list.addEventListener("keydown", (event) => {
    const at = boxes.indexOf(event.target);
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (at < 0 || act === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    act(at);
    count();
  });
  list.addEventListener("change", count);
  count();
})();
`;
