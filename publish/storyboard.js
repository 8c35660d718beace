// Moves through the scenes of every storyboard of the page, one at a time.
for (const board of document.querySelectorAll(".storyboard")) {
  const scenes = [...board.querySelectorAll(".storyboard-scene")];
  const controls = board.querySelector(".storyboard-controls");
  const [previous, next] = controls.querySelectorAll("button");
  const slider = controls.querySelector("input");
  const words = board.querySelector(".storyboard-words");

  const show = (at) => {
    const number = ((at + scenes.length) % scenes.length) + 1;
    scenes.forEach((scene, i) => (scene.hidden = i !== number - 1));
    const caption = scenes[number - 1].querySelector("figcaption");
    const place = `Scene ${number} of ${scenes.length}`;
    words.innerHTML = `${place}. ${caption.innerHTML}`;
    slider.value = number;
    slider.setAttribute("aria-valuetext", place);
  };
  slider.addEventListener("input", () => show(slider.value - 1));
  previous.addEventListener("click", () => show(slider.value - 2));
  next.addEventListener("click", () => show(Number(slider.value)));
  // On a slide, the space bar and the arrow keys belong to the lab while it has the focus.
  controls.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" && event.key !== "Escape") event.stopPropagation();
  });

  board.classList.add("storyboard-live");
  controls.hidden = words.hidden = false;
  show(0);
}
