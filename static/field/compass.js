// Which way the phone points: `--heading` on the list turns its arrows. Without a compass they point as on a map, north up.

export function watchHeading(list, button) {
  if (!("DeviceOrientationEvent" in window)) return;
  if (!window.matchMedia("(pointer: coarse)").matches) return; // a desk has no bearing
  const turn = (event) => {
    const heading = headingOf(event);
    if (heading === null) return;
    button.hidden = true;
    list.style.setProperty("--heading", heading.toFixed(1));
    list.dataset.heading = heading.toFixed(0);
  };
  window.addEventListener("deviceorientationabsolute", turn);
  window.addEventListener("deviceorientation", turn);
  // iPhones hand out the compass only after a tap and a question of their own.
  if (typeof DeviceOrientationEvent.requestPermission !== "function") return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const answer = await DeviceOrientationEvent.requestPermission();
    button.hidden = answer === "granted";
    button.disabled = answer === "denied";
  });
}

// Degrees clockwise from north of the top of the screen; null where the event knows no north.
function headingOf(event) {
  const turned = window.screen.orientation?.angle ?? 0;
  if (typeof event.webkitCompassHeading === "number") return (event.webkitCompassHeading + turned) % 360;
  const knowsNorth = event.absolute || event.type === "deviceorientationabsolute";
  if (!knowsNorth || event.alpha === null) return null;
  return (360 - event.alpha + turned) % 360;
}
