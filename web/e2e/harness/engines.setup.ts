export { startEngines as setup } from './engines';
