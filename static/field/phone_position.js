// The phone's position as it changes, and the reasons why there is none.

export const TIMEOUT_S = 20;
const EARTH_M = 6371008.8;

export class PhonePosition {
  // moved({lon, lat, accuracy_m, byHand: false}); failed("denied" | "unavailable" | "timeout" | "insecure")
  constructor({ moved, failed }) {
    this.moved = moved;
    this.failed = failed;
    this.watching = null;
  }

  // "granted", "prompt", or the reason why asking is of no use.
  async permission() {
    if (!window.isSecureContext) return "insecure";
    if (!navigator.geolocation) return "unavailable";
    try {
      return (await navigator.permissions.query({ name: "geolocation" })).state;
    } catch {
      return "prompt"; // browsers that cannot say ask when it comes to it
    }
  }

  start() {
    this.stop();
    if (!window.isSecureContext) return this.failed("insecure");
    if (!navigator.geolocation) return this.failed("unavailable");
    this.watching = navigator.geolocation.watchPosition(
      ({ coords }) => this.moved({
        lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy, byHand: false,
      }),
      ({ code }) => this.failed({ 1: "denied", 2: "unavailable", 3: "timeout" }[code] ?? "unavailable"),
      { enableHighAccuracy: true, timeout: TIMEOUT_S * 1000, maximumAge: 5000 },
    );
  }

  stop() {
    if (this.watching !== null) navigator.geolocation.clearWatch(this.watching);
    this.watching = null;
  }
}

// Metres between two near places: good enough to tell that someone has moved; the server measures distances.
export function metresBetween(from, to) {
  const radians = Math.PI / 180;
  const north = (to.lat - from.lat) * radians;
  const east = (to.lon - from.lon) * radians * Math.cos(from.lat * radians);
  return Math.hypot(north, east) * EARTH_M;
}
