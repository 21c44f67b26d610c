// What can be drilled, by itself: whoever asks for all of the drills in one go has every page of drills load them at once.
export { DRILLABLE } from '@woshou/session/drill'
