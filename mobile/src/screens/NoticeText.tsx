import type { PrivacyNotice } from '#electoral/wire';

/** The full privacy notice with its version (§16.4). */
export function NoticeText({ notice: { version, sections } }: { readonly notice: PrivacyNotice }) {
  return (
    <>
      {sections.map(({ heading, paragraphs }) => (
        <section key={heading}>
          <h2>{heading}</h2>
          {paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </section>
      ))}
      <p className="secondary">Versión {version}</p>
    </>
  );
}
