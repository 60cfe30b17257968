// What was typed into a form, as far as it may be kept: no passwords, files, hidden fields, nothing in [data-no-draft].
export const kept = (form) =>
  [...form.elements].filter((field) => field.name && !field.closest("[data-no-draft]")
    && !["password", "file", "hidden", "submit", "button"].includes(field.type));

export function valuesOf(form) {
  const values = {};
  for (const field of kept(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) (values[field.name] ??= []).push(field.value);
    } else if (field.value) values[field.name] = [field.value];
  }
  return values;
}

// a form in which nothing was written is no draft: what is only chosen stands there anew by itself
export const begun = (form) => kept(form).some((field) => !["checkbox", "radio", "select-one"].includes(field.type) && field.value !== field.defaultValue);
