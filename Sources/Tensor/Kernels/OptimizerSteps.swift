// One pass over memory for each thing that an optimizer does to an array, in blocks of a fixed size: the
// bits do not depend on the number of threads.

extension NDArray {
  /// One step of SGD on these parameters; formula at `Optim.SGD`.
  ///
  /// - Parameters:
  ///   - state: the momentum buffer, which is needed where `options.momentum` is not 0.
  ///   - isFirst: the buffer has seen no step; what it holds does not matter.
  package mutating func sgdStep(
    gradient: NDArray, state: inout [NDArray], isFirst: Bool, _ options: SGDOptions
  ) {
    let step = dtype.acceptFloating("SGD", SGDStep(isFirst: isFirst, options: options))
    step(&self, gradient.contiguous(), &state)
  }

  /// One step of AdamW on these parameters; formula at `Optim.AdamW`.
  ///
  /// - Parameters:
  ///   - state: running means of the gradients and of their squares, zeros before the first step.
  ///   - step: counts from 1.
  package mutating func adamWStep(
    gradient: NDArray, state: inout [NDArray], step: Int, _ options: AdamWOptions
  ) {
    let run = dtype.acceptFloating("AdamW", AdamWStep(step: step, options: options))
    run(&self, gradient.contiguous(), &state)
  }

  /// Multiplies every element by `factor`, rounded to the elements' type first.
  package mutating func scale(by factor: Double) {
    dtype.acceptFloating("scale", Scaling(factor: factor))(&self)
  }

  /// Sum of the squares of all elements, in double precision.
  package func sumOfSquares() -> Double {
    dtype.acceptFloating("sumOfSquares", SumOfSquares(array: contiguous()))
  }

  /// This array's own memory, copied first where it is shared; valid as long as the array lives and is
  /// not assigned to.
  fileprivate mutating func ownElements<T: NativeScalar>(_: T.Type) -> Shared<T> {
    withMutableElements(as: T.self) { Shared($0.baseAddress!) }
  }
}

private let elementsPerBlock = 1 << 15

/// Below this many elements (some 6 us) another thread gains nothing.
private let fewestForThreads = 1 << 16

/// Calls `body` with the start and length of each block of `count` elements and the block's number.
private func forEachBlock(
  ofElements count: Int, _ body: @Sendable (_ start: Int, _ length: Int, _ block: Int) -> Void
) {
  @Sendable func run(_ block: Int) {
    let start = block * elementsPerBlock
    body(start, Swift.min(elementsPerBlock, count - start), block)
  }
  let blocks = blockCount(ofElements: count)
  if count < fewestForThreads { (0..<blocks).forEach(run) } else { forEachBlock(blocks, run) }
}

private func blockCount(ofElements count: Int) -> Int {
  (count + elementsPerBlock - 1) / elementsPerBlock
}

// A visitor cannot change arrays: the ones below give back the function that does, made for one type.

private struct SGDStep: FloatingVisitor {
  let isFirst: Bool
  let options: SGDOptions

  func visit<T: NativeScalar>(
    _: T.Type
  ) -> (inout NDArray, _ gradient: NDArray, _ state: inout [NDArray]) -> Void {
    { parameters, gradient, state in
      let b = options.momentum == 0 ? nil : state[0].ownElements(T.self)
      let (p, g) = (parameters.ownElements(T.self), Shared(gradient.elements(as: T.self)))
      forEachBlock(ofElements: gradient.count) { start, length, _ in
        T.sgdStep(
          length, p.pointer + start, g.pointer + start, b.map { $0.pointer + start },
          isFirst: isFirst, options)
      }
      withExtendedLifetime(gradient) {}
    }
  }
}

private struct AdamWStep: FloatingVisitor {
  let step: Int
  let options: AdamWOptions

  func visit<T: NativeScalar>(
    _: T.Type
  ) -> (inout NDArray, _ gradient: NDArray, _ state: inout [NDArray]) -> Void {
    { parameters, gradient, state in
      let (p, g) = (parameters.ownElements(T.self), Shared(gradient.elements(as: T.self)))
      let (m, v) = (state[0].ownElements(T.self), state[1].ownElements(T.self))
      forEachBlock(ofElements: gradient.count) { start, length, _ in
        T.adamWStep(
          length, p.pointer + start, g.pointer + start, m.pointer + start, v.pointer + start,
          step: step, options)
      }
      withExtendedLifetime(gradient) {}
    }
  }
}

private struct Scaling: FloatingVisitor {
  let factor: Double

  func visit<T: NativeScalar>(_: T.Type) -> (inout NDArray) -> Void {
    { array in
      let (x, factor) = (array.ownElements(T.self), T(factor))
      forEachBlock(ofElements: array.count) { start, length, _ in
        for i in start..<(start + length) { x.pointer[i] *= factor }
      }
    }
  }
}

private struct SumOfSquares: FloatingVisitor {
  let array: NDArray

  func visit<T: NativeScalar>(_: T.Type) -> Double {
    let x = Shared(array.elements(as: T.self))
    var partial = [Double](repeating: 0, count: blockCount(ofElements: array.count))
    partial.withUnsafeMutableBufferPointer { buffer in
      guard let sums = buffer.baseAddress.map({ Shared($0) }) else { return }
      forEachBlock(ofElements: array.count) { start, length, block in
        sums.pointer[block] = sumOfSquares(x.pointer + start, length)
      }
    }
    return partial.reduce(0, +)
  }

  /// Eight running sums: independent additions overlap in the processor.
  private func sumOfSquares<T: NativeScalar>(_ x: UnsafePointer<T>, _ count: Int) -> Double {
    var sums = SIMD8<Double>(repeating: 0)
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      var lanes = SIMD8<Double>()
      for lane in 0..<8 { lanes[lane] = x[i + lane].double }
      sums += lanes * lanes
    }
    for i in whole..<count { sums[0] += x[i].double * x[i].double }
    return sums.sum()
  }
}
