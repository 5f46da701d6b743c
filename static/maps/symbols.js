// The symbols of the classes, drawn once on a canvas: for the map (one for each condition) and for the legend.

const SIZE = 22;
const RATIO = 2;

const SHAPES = {
  circle: (pen) => pen.arc(11, 11, 7, 0, 7),
  square: (pen) => pen.rect(5, 5, 12, 12),
  triangle: (pen) => { pen.moveTo(11, 4); pen.lineTo(18.5, 17.5); pen.lineTo(3.5, 17.5); pen.closePath(); },
  gate: (pen) => { pen.rect(4, 4, 14, 5); pen.rect(4, 9, 3, 9); pen.rect(15, 9, 3, 9); pen.rect(9.5, 9, 3, 6); },
  pump: (pen) => { pen.arc(11, 11, 8, 0, 7); },
  plant: (pen) => { pen.rect(3.5, 10, 15, 8); pen.rect(5, 4, 3.5, 6); pen.rect(12, 6, 3.5, 4); },
  dot: (pen) => pen.arc(11, 11, 4, 0, 7),
  park: (pen) => { pen.arc(11, 8.5, 6, 0, 7); pen.rect(9.7, 13, 2.6, 6); },
  waste: (pen) => { pen.rect(5, 7, 12, 12); pen.rect(3.5, 4, 15, 3); },
  water: (pen) => { pen.moveTo(11, 3); pen.bezierCurveTo(19, 12, 17, 19, 11, 19); pen.bezierCurveTo(5, 19, 3, 12, 11, 3); },
};

function draw(symbol, fill, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.lineJoin = "round";
  pen.fillStyle = fill;
  pen.strokeStyle = "#17242d";
  pen.lineWidth = 1.4;
  if (symbol === "line") {
    pen.strokeStyle = fill;
    pen.lineWidth = 4;
    pen.beginPath(); pen.moveTo(2, 17); pen.lineTo(20, 5); pen.stroke();
    return canvas;
  }
  pen.beginPath();
  SHAPES[symbol](pen);
  pen.fill();
  pen.stroke();
  if (symbol === "pump") {
    pen.beginPath(); pen.moveTo(7.5, 6.5); pen.lineTo(17.5, 11); pen.lineTo(7.5, 15.5); pen.closePath();
    pen.fillStyle = "#17242d"; pen.fill();
  }
  return canvas;
}

// The flow arrow of pipes.
function arrow() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16 * RATIO;
  const pen = canvas.getContext("2d");
  pen.scale(RATIO, RATIO);
  pen.fillStyle = "#17242d";
  pen.beginPath(); pen.moveTo(4, 3); pen.lineTo(13, 8); pen.lineTo(4, 13); pen.lineTo(6.5, 8); pen.closePath(); pen.fill();
  return canvas;
}

const pixels = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);

// Add the images of every symbol: "symbol-c4" by condition, "symbol-b4" by band, and "flow".
export function addSymbols(map, symbols, conditions, bands) {
  for (const symbol of symbols) {
    if (symbol === "line") continue;
    for (const [prefix, colours] of [["c", conditions], ["b", bands]]) {
      for (const [grade, colour] of Object.entries(colours)) {
        map.addImage(`${symbol}-${prefix}${grade}`, pixels(draw(symbol, colour, RATIO)), { pixelRatio: RATIO });
      }
    }
  }
  map.addImage("flow", pixels(arrow()), { pixelRatio: RATIO });
}

// The symbol as an image address for the legend.
export const legendImage = (symbol) => draw(symbol, "#9fb6c3", 2).toDataURL();
