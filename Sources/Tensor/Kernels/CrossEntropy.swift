/// What a classifier should have said of each row: a class, or nothing where the row does not count.
///
/// The loss of a row is sum over c of q_c (log(sum(exp(x))) - x_c), where q_c is the probability of c in the target,
/// smoothed, times the weight of c.
package struct ClassTargets: Sendable {
  /// [rows], int64; -1 where the row does not count.
  private let classes: NDArray
  private let count: Int
  /// nil: all are 1.
  private let weight: [Double]?
  private let weightSum: Double
  /// The share of the probability that goes to all classes equally.
  private let smoothing: Double

  /// Traps on what is not a class.
  ///
  /// - Parameter ignored: what stands for a row that does not count.
  package init(
    _ targets: NDArray, classes count: Int, weight: NDArray?, ignored: Int, smoothing: Double
  ) {
    let targets = targets.to(.int64).flatten()
    let counts = targets.notEqual(.whole(ignored))
    if let wrong = targets.where(counts, else: 0).firstIndex(outside: 0..<count) {
      trap("crossEntropy: target \(wrong) is not one of the classes 0..<\(count)")
    }
    classes = targets.where(counts, else: -1)
    self.count = count
    self.weight = weight?.scalars(as: Double.self)
    weightSum = self.weight?.reduce(0, +) ?? Double(count)
    self.smoothing = smoothing
  }

  /// The sum of the weights of the rows that count: what a mean divides by.
  package var totalWeight: Double {
    classes.scalars(as: Int.self).reduce(0) { $0 + ($1 < 0 ? 0 : weight(of: $1)) }
  }

  /// All q [rows, classes].
  package func distribution(_ dtype: DType) -> NDArray {
    let chosen = classes.unsqueeze(1).equal(.arange(count)).to(.float64)
    let weights = NDArray(weight ?? [Double](repeating: 1, count: count))
    let q = (chosen * (1 - smoothing) + smoothing / Double(count)) * weights
    return q.where(classes.greaterEqual(0).unsqueeze(1), else: 0).to(dtype)
  }

  // MARK: - For the kernels

  fileprivate func weight(of class: Int) -> Double { weight?[`class`] ?? 1 }

  /// The row's class, what q is there alone, what it is everywhere besides, before weights, and the sum of all q; nil
  /// where the row does not count.
  fileprivate func shares(_ row: Int) -> (class: Int, own: Double, each: Double, all: Double)? {
    let found = classes.elements(as: Int.self)[row]
    if found < 0 { return nil }
    let (own, each) = ((1 - smoothing) * weight(of: found), smoothing / Double(count))
    return (found, own, each, own + each * weightSum)
  }
}

/// The loss of each row of x [rows, classes].
package func crossEntropyForward(_ x: NDArray, _ targets: ClassTargets) -> NDArray {
  let (rows, count) = (x.dims[0], x.dims[1])
  let x = x.contiguous()
  let losses = NDArray(uninitialized: [rows], x.dtype)
  func run<T: FloatingElement>(_ kernels: RowKernels<T>) {
    let (from, to) = (Shared(x.elements(as: T.self)), Shared(losses.sharedElements(as: T.self)))
    let logSumExp = kernels.logSumExp
    forEachBlock(ofElements: rows, size: BlockSize.rows(of: count)) {
      range, _ in
      let out = to.pointer
      for row in range {
        guard let q = targets.shares(row) else {
          out[row] = 0
          continue
        }
        let x = from.input + row * count
        var loss = q.all * logSumExp(x, count) - q.own * x[q.class].double
        if q.each > 0 {
          for c in 0..<count { loss -= q.each * targets.weight(of: c) * x[c].double }
        }
        out[row] = T(loss)
      }
    }
  }
  x.dtype.floating("crossEntropy", { run(.float32) }, { run(.float64) })
  withExtendedLifetime(x) {}
  return losses
}

/// The gradient of x [rows, classes] from that of each row's loss.
package func crossEntropyBackward(_ gradient: NDArray, _ x: NDArray, _ targets: ClassTargets)
  -> NDArray
{
  let (rows, count) = (x.dims[0], x.dims[1])
  let (g, x) = (gradient.contiguous(), x.contiguous())
  let result = NDArray(uninitialized: x.dims, x.dtype)
  func run<T: FloatingElement>(_ kernels: RowKernels<T>) {
    let (from, to) = (Shared(x.elements(as: T.self)), Shared(result.sharedElements(as: T.self)))
    let (scales, softmax) = (Shared(g.elements(as: T.self)), kernels.softmax)
    forEachBlock(ofElements: rows, size: BlockSize.rows(of: count)) {
      range, _ in
      for row in range {
        let dx = to.pointer + row * count
        guard let q = targets.shares(row) else {
          dx.update(repeating: 0, count: count)
          continue
        }
        let scale = scales.input[row]
        softmax(from.input + row * count, dx, count)
        let factor = T(q.all) * scale
        for c in 0..<count { dx[c] *= factor }
        dx[q.class] -= T(q.own) * scale
        if q.each > 0 {
          for c in 0..<count { dx[c] -= T(q.each * targets.weight(of: c)) * scale }
        }
      }
    }
  }
  x.dtype.floating("crossEntropy", { run(.float32) }, { run(.float64) })
  withExtendedLifetime((g, x)) {}
  return result
}
