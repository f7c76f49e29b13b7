// The words in which detectors speak to rules. Every one is emitted by a detector and read by a rule
// (`rasoat rules check` proves both). One predicate states one thing that is wrong, so "absent" is good news.

export const PREDICATES = {
  tls: [
    "tls.certificate-expired",
    "tls.certificate-not-yet-valid",
    "tls.certificate-expiring",
    "tls.certificate-name-mismatch",
    "tls.certificate-self-signed",
    "tls.certificate-untrusted",
    "tls.chain-incomplete",
    "tls.certificate-weak-key",
    "tls.certificate-weak-signature",
    "tls.certificate-lifetime-too-long",
    "tls.protocol-1-0",
    "tls.protocol-1-1",
    "tls.no-1-3",
    "http.no-https",
    "http.no-redirect-to-https",
    "http.no-hsts",
  ],
  cms: [
    "cms.end-of-life",
    "cms.end-of-life-soon",
    "cms.behind-security",
    "cms.behind",
    "cms.version-conflict",
    "cms.verify-package",
  ],
  panels: [
    "panel.login-exposed",
    "panel.unauthenticated",
    "panel.installer-open",
    "exposure.repository",
    "exposure.secret",
    "exposure.backup",
    "exposure.listing",
    "exposure.debug",
    "exposure.status-page",
  ],
  defacement: [
    "defacement.page",
    "defacement.partial",
    "defacement.spam",
    "defacement.cloaking",
    "defacement.script",
    "defacement.redirect",
  ],
  registry: [
    "registry.level-none",
    "registry.approval-none",
    "registry.contact-none",
    "registry.plan-none",
  ],
} as const;

export type Predicate = (typeof PREDICATES)[keyof typeof PREDICATES][number];

export const ALL_PREDICATES: readonly Predicate[] = Object.values(PREDICATES).flat();
