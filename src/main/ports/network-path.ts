export interface ProxyLogin {
  readonly user: string;
  readonly password: string;
}

/** How a host is reached: straight, or through somebody in between. */
export type NetworkPath =
  | { readonly kind: 'direct' }
  /** An HTTP proxy; everything but plain HTTP goes through it by CONNECT. */
  | {
      readonly kind: 'http-proxy';
      readonly host: string;
      readonly port: number;
      readonly login: ProxyLogin | null;
      /** The way to the proxy itself is TLS. */
      readonly secure?: boolean;
    }
  | {
      readonly kind: 'socks5';
      readonly host: string;
      readonly port: number;
      readonly login: ProxyLogin | null;
    };

/** Tells the way to an address, from the settings, the environment and the system. Loopback is always direct. */
export interface NetworkPaths {
  /** @throws AppError `bad_proxy` (person) when what is set cannot be used */
  pathTo(target: {
    readonly protocol: 'http' | 'https' | 'ftp';
    readonly host: string;
  }): Promise<NetworkPath>;
}
