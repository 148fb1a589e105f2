/// A step of an optimizer over some elements of parameters, gradients and the arrays that the rule keeps.
package typealias OptimizerStep<T> =
  @Sendable (
    _ from: Int, _ to: Int, UnsafeMutablePointer<T>, UnsafePointer<T>,
    UnsafePointer<UnsafeMutablePointer<T>?>
  ) -> Void

extension NDArray {
  /// Changes these parameters and `state` in place, on all threads that work.
  ///
  /// - Parameters:
  ///   - optimizer: its name, for messages.
  ///   - state: the rule's arrays, each like the parameters.
  ///   - uses: which of them the step uses, of which none may be nil; it gets nil for the others.
  package mutating func step(
    _ optimizer: String, gradient: NDArray, state: inout [NDArray?], uses: [Bool],
    _ float: OptimizerStep<Float>, _ double: OptimizerStep<Double>
  ) {
    let gradient = gradient.contiguous()
    func run<T: FloatingElement>(_ step: OptimizerStep<T>) {
      nonisolated(unsafe) let (p, g) = (ownElements(T.self), gradient.elements(as: T.self))
      withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<T>?.self, capacity: uses.count) {
        for i in uses.indices {
          $0.initializeElement(at: i, to: uses[i] ? state[i]?.ownElements(T.self) : nil)
        }
        nonisolated(unsafe) let arrays = UnsafePointer($0.baseAddress!)
        forEachBlock(ofElements: gradient.count) { range, _ in
          step(range.lowerBound, range.upperBound, p, g, arrays)
        }
      }
      withExtendedLifetime(gradient) {}
    }
    dtype.floating(optimizer, { run(float) }, { run(double) })
  }

  /// This array's own memory, copied first where it is shared; valid as long as the array lives and is
  /// not assigned to.
  mutating func ownElements<T: FloatingElement>(_: T.Type) -> UnsafeMutablePointer<T> {
    withMutableElements(as: T.self) { $0.baseAddress! }
  }
}
