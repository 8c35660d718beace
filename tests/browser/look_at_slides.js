// Goes to slide `number`, shows all of it, and says what does not fit.
([number, columns, least]) => {
  const slide = Reveal.getSlides()[number];
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v, 1000);
  const faults = [];
  const words = (part) => `"${part.innerText.trim().split("\n")[0].slice(0, 40)}"`;
  for (const item of slide.querySelectorAll(":scope > h1, :scope > h2, .item")) {
    const boxes = [item, ...item.querySelectorAll("*")]
      .filter((part) => !part.parentElement.closest("math"))
      .map((part) => part.getBoundingClientRect())
      .filter((box) => box.width && box.height);
    for (const [side, limit] of [["right", 1280], ["bottom", 690]]) {
      const over = Math.max(...boxes.map((box) => box[side])) - limit;
      if (over > 1) faults.push(`${item.id} ${words(item)} is ${Math.ceil(over)} ` +
        `points over the ${side}`);
    }
  }
  for (const part of slide.querySelectorAll("pre")) {
    if (part.scrollWidth > part.clientWidth + 1) {
      faults.push(`${words(part)} is cut at the right`);
    }
  }
  for (const part of slide.querySelectorAll("p, li, td, th, pre, code, button, b")) {
    const type = parseFloat(getComputedStyle(part).fontSize);
    if (type < least && !part.closest("math, aside, [hidden]")) {
      faults.push(`type of ${type.toFixed(1)} points: ${words(part)}`);
    }
  }
  for (const line of slide.querySelectorAll(".listing")) {
    const wide = line.innerText.split("\n").find((text) => text.length > columns);
    if (wide) faults.push(`code wider than ${columns} columns: ${wide}`);
  }
  for (const image of slide.querySelectorAll("img")) {
    if (image.closest("[hidden]")) continue;  // another scene of a lab
    const { width, height } = image.getBoundingClientRect();
    if (!image.naturalWidth || width < 100 || height < 50) faults.push("a picture is missing");
  }
  if (!slide.innerText.trim() && !slide.querySelector("img")) faults.push("empty");
  const cell = slide.querySelector(".item:not([id$=-head])") || slide.querySelector(".item");
  return { cell: cell.id, size: parseFloat(getComputedStyle(slide).getPropertyValue("--size")),
    faults };
}
