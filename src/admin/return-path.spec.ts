import { describe, expect, it } from '@jest/globals';
import { returnPath } from './return-path.js';

describe('the page to which a sign-in returns', () => {
  it.each(['/admin', '/admin/pages/mesa-de-control?proceso=a1', '/admin/resources/aspirantes/records/a-1/show'])(
    'may be %s',
    (path) => {
      expect(returnPath(path)).toBe(path);
    },
  );

  it.each([
    'https://otro.example/admin',
    '//otro.example/admin',
    '/admin@otro.example',
    '/admin/pages/../salir',
    '/admin/pages//otro.example',
    '/admin/salir',
    '/admin/archivos/entregas/1/cifrado',
    '/portal',
    '/admin/pages/x\r\nSet-Cookie: a=b',
    '/admin/pages/x#y',
    ['/admin'],
    undefined,
  ])('may not be %j', (path) => {
    expect(returnPath(path)).toBeUndefined();
  });
});
