// The address of ours that has to be registered with the provider.

export const OIDC_BACK = "/login/oidc/back";
