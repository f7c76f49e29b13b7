// A letter's words as an Internet message (RFC 5322, 2045–2047): plain text and HTML, marked as made by a machine.
// The library writes headers and encodings; it reads no file and asks no address.
import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";

export interface Written {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Posted extends Written {
  /** Of the letter: 32 hex digits. */
  readonly id: string;
  /** ISO 8601 UTC: when it was planned. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
}

export interface Message {
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
}

/** Sent again after an unknown outcome, it has the same Message-ID and the same bytes. */
export async function composeMessage(posted: Posted): Promise<Message> {
  const { id, at, from, to, subject, text, html } = posted;
  const node = new MailComposer({
    from: { name: "rasoat", address: from },
    // As a pair, so that nothing in an address is read as a list of them.
    to: { name: "", address: to },
    subject,
    text,
    html,
    date: new Date(at),
    messageId: messageId(posted),
    baseBoundary: id,
    headers: {
      "List-Id": `rasoat <notify.rasoat.${domainOf(from)}>`,
      "Auto-Submitted": "auto-generated",
      // Exchange answers machines, unless told so in a header of its own.
      "X-Auto-Response-Suppress": "All",
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  return { from, to, bytes: await node.build() };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** One for each letter and address. */
function messageId({ id, from, to }: Posted): string {
  const reader = createHash("sha256").update(to).digest("hex").slice(0, 16);
  return `<${id}.${reader}@${domainOf(from)}>`;
}
