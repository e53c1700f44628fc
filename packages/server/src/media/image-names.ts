/** Name endings that promise an image, decodable or not. */
const IMAGE_NAME =
  /\.(jpe?g|jpe|jfif|pjpeg|png|apng|gif|webp|svg|tiff?|avif|heic|heif|hif|bmp|dib|ico|cur|psd|psb|jp2|j2k|jpf|jpx|jxl|p[bgpn]m|tga|dds|exr|hdr|qoi|mpo|raw|cr2|cr3|nef|arw|dng|orf|rw2|eps|ai|v)$/i;
const TEXT_NAME = /\.(txt|text|md|markdown|rst|eml|log|html?|xhtml|tex|srt|vtt)$/i;

/** Whether a file's name says that it is an image. Content decides what it is; the name only what was promised. */
export const isImageName = (name: string): boolean => IMAGE_NAME.test(name);

/** Whether a file's name says that it is a text to read. */
export const isTextName = (name: string): boolean => TEXT_NAME.test(name);
