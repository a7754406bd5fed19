/**
 * The most frequent leaked passwords and words, in English and Spanish, in lower case and without accents. Before the
 * comparison, trailing digits and symbols, look-alike characters and repetitions are removed.
 */
const LIST = `
password passwords passwort passw contrasena contrasenia contraseña clave clavesecreta micontrasena miclave
secreto secret admin administrador administrator usuario user root letmein welcome bienvenido bienvenida hola
holamundo qwerty qwertyuiop qwertyui qwertyuiopasdfgh asdfgh asdfghjkl zxcvbn zxcvbnm qwertyuiopasdfghjklzxcvbnm
qazwsx qazwsxedc onedtwothree iloveyou teamo teamomucho teamoamor teextrano tequiero tequieromucho amor
amormio miamor miamormio amorcito corazon princesa princess hermosa bonita preciosa chiquita estrella estrellita
mariposa sunshine dragon monkey football futbol baseball basketball soccer master shadow superman batman pokemon
starwars michael jennifer jessica ashley daniel daniela alejandro alejandra carlos fernando fernanda guadalupe
mexico vivamexico mexicolindo mexicano chivas chivasrayadas guadalajara america clubamerica aguilas pumas cruzazul
barcelona realmadrid monterrey tigres santos toluca queretaro jalisco veracruz oaxaca chiapas sinaloa sonora
instituto institutoelectoral institutonacionalelectoral ine inemexico inenacional ife opl apoyociudadano apoyo
ciudadano electoral elecciones eleccion democracia votar credencial credencialparavotar independiente aspirante
registro captura sistema computadora internet servidor oficina trabajo verano invierno primavera otono
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miercoles
jueves viernes sabado domingo familia mifamilia mama papa mimama mipapa hijos mishijos jesus jesuscristo
jesusteamo diosesamor diosmio diosteama virgen virgendeguadalupe cristo angel angelito angeles bebe bebito
cambiar cambiame cambiaclave cambialaya changeme changemenow default test testing prueba pruebas temporal
abc abcd abcdef abcdefg abcdefgh abcdefghijkl abcdefghijklmnopqrstuvwxyz
123456789012 1234567890123 12345678901234 123456789123 123123123123 111222333444 987654321098 098765432109
1q2w3e4r5t6y 1qaz2wsx3edc q1w2e3r4t5y6 zaq12wsxcde3 a1b2c3d4e5f6 correcthorsebatterystaple trustno
`;

export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(LIST.trim().split(/\s+/));
