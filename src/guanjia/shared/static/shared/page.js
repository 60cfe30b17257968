// What every page does; each behaviour is a module of its own, bound by data-attributes.
// The order matters where several listen to a form being sent: what stops it comes first.
import "./photos.js";
import "./offline.js";
import "./theme.js";
import "./sending.js";
import "./drafts.js";
import "./keys.js";
import "./live-clock.js";
import "./live.js";
import "./menu.js";
import "./dialog.js";
import "./rows.js";
import "./idle.js";
import "./toasts.js";
import "./together.js";
import "./palette.js";
