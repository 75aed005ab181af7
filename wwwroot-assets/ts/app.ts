// What must live in the browser: things that have to work while the circuit is slow or gone.
import { startBlazor } from './circuit';
import { watchClocks } from './clock';
import { watchDialogs } from './dialogs';
import { watchDrag } from './drag';
import { watchFreshness } from './freshness';
import { watchFullScreen } from './fullscreen';
import { watchKeys } from './keys';
import { watchLastRun } from './lastrun';
import { NotLive } from './notlive';
import { watchPreferences } from './preferences';
import { watchPrint } from './print';
import { watchSound } from './sound';
import { watchText } from './text';
import { whenReady } from './dom';

watchPreferences();
watchKeys();
watchText();
watchLastRun();

whenReady(() => {
  watchClocks();
  const notLive = new NotLive();
  notLive.watch();
  watchFreshness();
  watchDialogs();
  watchFullScreen();
  watchDrag();
  watchPrint();
  watchSound();
  startBlazor(notLive);
});
