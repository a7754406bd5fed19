// Makes the frame of a mail as high as the mail, which runs no scripts of its own.
const frame = document.querySelector('.mail-frame');

const fit = () => {
  frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 2}px`;
};

frame.addEventListener('load', fit);
addEventListener('resize', fit);
if (frame.contentDocument?.readyState === 'complete') fit();
