import type { NotLive } from './notlive';

interface SignalRBuilder {
  withServerTimeout(milliseconds: number): SignalRBuilder;
  withKeepAliveInterval(milliseconds: number): SignalRBuilder;
}

interface BlazorApi {
  start(options: {
    circuit: {
      configureSignalR(builder: SignalRBuilder): void;
      reconnectionOptions: { maxRetries: number; retryIntervalMilliseconds(previousAttempts: number): number };
    };
  }): Promise<void>;
}

declare global {
  interface Window {
    Blazor?: BlazorApi;
  }
}

/** A wall has nobody to press reload: it tries for ever, soon at first, then every two seconds. */
const retryAfter = (previousAttempts: number): number => (previousAttempts < 1 ? 300 : previousAttempts < 5 ? 1000 : 2000);

export function startBlazor(notLive: NotLive): void {
  watchReconnection(notLive);
  void window.Blazor?.start({
    circuit: {
      configureSignalR: (builder) => {
        builder.withServerTimeout(6000).withKeepAliveInterval(2000);
      },
      reconnectionOptions: { maxRetries: 1_000_000, retryIntervalMilliseconds: retryAfter },
    },
  });
}

/** The framework reports the connection by the classes of this element; with a custom element it does not reload by itself. */
function watchReconnection(notLive: NotLive): void {
  const modal = document.getElementById('components-reconnect-modal');
  if (modal === null) return;
  new MutationObserver(() => {
    const state = modal.className;
    notLive.setConnectionDown(/components-reconnect-(show|failed|rejected|retrying)/.test(state));
    if (/components-reconnect-(failed|rejected)/.test(state)) void reloadWhenReachable();
  }).observe(modal, { attributeFilter: ['class'] });
}

let reloading = false;

/** The server no longer knows this circuit. Reloading while it restarts would leave the browser's own error page on a wall. */
async function reloadWhenReachable(): Promise<void> {
  if (reloading) return;
  reloading = true;
  for (;;) {
    const answer = await fetch(location.href, { cache: 'no-store', method: 'GET' }).catch(() => null);
    if (answer?.ok === true) break;
    await new Promise((resume) => setTimeout(resume, 2000));
  }
  location.reload();
}
