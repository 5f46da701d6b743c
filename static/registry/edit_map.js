// The edit form's map: the district and the neighbours beneath what is drawn.
import { drawAround, drawOutline } from "./surroundings.js";

const place = JSON.parse(document.getElementById("asset-place").textContent);

window.addEventListener("map:init", (event) => {
  const { map } = event.detail;
  drawOutline(map, place);
  map.whenReady(() => drawAround(map, place, null));
});
