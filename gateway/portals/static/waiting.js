// Send the same form again after the time that the platform asks for; the form has its key, so it is done once.
const form = document.getElementById("again");
setTimeout(() => form.requestSubmit(), Math.max(1, Number(form.dataset.seconds)) * 1000);
