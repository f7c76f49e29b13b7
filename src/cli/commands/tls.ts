// rasoat tls HOST --full: every protocol version, cipher suite and group of one registered, granted host.
import { EXIT } from "../../model/error.ts";
import { REASONS } from "../../model/reason.ts";
import { judgeNorms, unjudged } from "../../detect/tls/norms.ts";
import { systemClock } from "../../run/clock.ts";
import { listTls } from "../../run/tls-list.ts";
import type { Body } from "../body.ts";
import { createLog, programVersion } from "../context.ts";
import { portOption } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { inert } from "../../text/inert.ts";
import { overridesOf } from "../overrides.ts";
import { canonicalHosts } from "../subjects.ts";
import { connectionsText, listingLines, listingTraits } from "../tls-listing.ts";
import { listingTrust } from "../tls-listing-trust.ts";

export const tls: Body = (context, args, options) =>
  withStore(context, false, async (store) => {
    const [host = ""] = canonicalHosts(args[0]);
    const request = {
      host,
      port: portOption(options["port"]),
      allowReserved: options["allowReserved"] === true,
      resolve: overridesOf(options["resolve"]),
    };
    const shipped = knowledge(store);
    const result = await listTls(request, {
      store,
      knowledge: shipped,
      settings: context.settings,
      programVersion: programVersion(),
      clock: systemClock,
      log: createLog(context, process.env["RASOAT_LOG"]),
      signal: context.signal,
    });
    if (result.status !== "ok") {
      const reason = REASONS[result.reason];
      if (context.json) {
        context.print(JSON.stringify({ host, lists: [], reason: result.reason }));
      }
      context.say({
        vi: inert(`Không xem được ${host}: ${reason.vi}. Xem sổ ghi: rasoat ledger --host ${host}`),
        en: inert(`Cannot look at ${host}: ${reason.en}. See: rasoat ledger --host ${host}`),
      });
      return result.status === "skipped" ? EXIT.nothingAuthorized : EXIT.partial;
    }
    const known = shipped.tls;
    const target = store.registry().targets.find((one) => one.host === host);
    const means = { knowledge: shipped, now: systemClock.now().toISOString(), store };
    const judged = result.value.map((listing) => {
      const trust = target === undefined ? [] : listingTrust(target, listing, means);
      const traits = [...listingTraits(listing, known), ...trust];
      return { ...listing, norms: judgeNorms(traits, known), seen: unjudged(traits, known) };
    });
    if (context.json) context.print(JSON.stringify({ host, lists: judged }));
    else {
      for (const [index, listing] of judged.entries()) {
        if (index > 0) context.print("");
        for (const line of listingLines(context, host, listing, known)) context.print(line);
        context.say(connectionsText(listing));
      }
    }
    const whole = result.value.every(({ incomplete }) => incomplete === null);
    return whole && result.value.length > 0 ? EXIT.done : EXIT.partial;
  });
