// A drawing pad for mouse, finger, pen and keyboard. White ink on black, as MNIST is.
const SIDE = 56; // pixels a side that Python gets
const SIZE = 224; // pixels a side on screen
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function surface(size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  return [canvas, canvas.getContext("2d", { willReadFrequently: true })];
}

function render({ model, el }) {
  const [canvas, screen] = surface(SIZE);
  const [ink, pen] = surface(SIZE);
  const [small, reader] = surface(SIDE);
  const clear = Object.assign(document.createElement("button"), { textContent: "clear" });
  const label = document.createElement("span");
  label.textContent = model.get("description");
  el.classList.add("dlbook-pad");
  el.append(label, canvas, clear);
  canvas.tabIndex = 0;
  canvas.dataset.lmSuppressShortcuts = "true"; // arrow keys are ours, not the notebook's
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", `${label.textContent}: arrow keys move the pen, ` +
    "space puts it down or lifts it, delete clears");
  Object.assign(pen, { lineWidth: 19, lineCap: "round", lineJoin: "round", strokeStyle: "white" });

  const start = [SIZE / 2, SIZE / 4];
  let at = start, down = false, timer = null, mine = false;

  function show() {
    screen.fillStyle = "black";
    screen.fillRect(0, 0, SIZE, SIZE);
    screen.drawImage(ink, 0, 0);
    if (document.activeElement !== canvas) return;
    screen.strokeStyle = down ? "#ffd84d" : "#9cc4e8";
    screen.lineWidth = 2;
    screen.strokeRect(at[0] - 7, at[1] - 7, 14, 14);
  }
  function send() {
    timer = clearTimeout(timer);
    reader.clearRect(0, 0, SIDE, SIDE);
    reader.drawImage(ink, 0, 0, SIDE, SIDE);
    const rgba = reader.getImageData(0, 0, SIDE, SIDE).data;
    const grey = new Uint8Array(SIDE * SIDE).map((_, i) => rgba[4 * i + 3]);
    mine = true;
    model.set("value", new DataView(grey.some(Boolean) ? grey.buffer : new ArrayBuffer(0)));
    model.save_changes();
    mine = false;
  }
  function move(to) {
    to = to.map((value) => Math.min(Math.max(value, 6), SIZE - 6));
    if (down) {
      pen.beginPath();
      pen.moveTo(...at);
      pen.lineTo(...to);
      pen.stroke();
      timer ??= setTimeout(send, 60); // while drawing, some 16 times a second
    }
    at = to;
    show();
  }
  function wipe() {
    pen.clearRect(0, 0, SIZE, SIZE);
    at = start; // a keyboard begins anew at the top
    show();
  }
  function receive() {
    if (mine) return;
    wipe();
    const value = model.get("value");
    if (value?.byteLength !== SIDE * SIDE) return;
    const image = reader.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) image.data.set([255, 255, 255, value.getUint8(i)], 4 * i);
    reader.putImageData(image, 0, 0);
    pen.drawImage(small, 0, 0, SIZE, SIZE);
    show();
  }
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * SIZE / box.width, (event.clientY - box.top) * SIZE / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    at = place(event);
    down = true;
    move(at);
  });
  canvas.addEventListener("pointermove", (event) => event.buttons && down && move(place(event)));
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => { down = false; send(); show(); });
  }
  canvas.addEventListener("keydown", (event) => {
    const way = MOVES[event.key];
    if (way) move([at[0] + 8 * way[0], at[1] + 8 * way[1]]);
    else if (event.key === " ") { down = !down; move(at); }
    else if (event.key === "Delete" || event.key === "Backspace") { wipe(); send(); }
    else return; // Tab and everything else stay the page's
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("focus", show);
  canvas.addEventListener("blur", () => { down = false; show(); });
  clear.addEventListener("click", () => { wipe(); send(); });
  model.on("change:value", receive);
  receive();
  return () => model.off("change:value", receive);
}

export default { render };
