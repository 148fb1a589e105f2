import ApusTensor

/// The random numbers of a check: they leave every other generator alone.
struct RandomProbes {
  private let generator = Generator(seed: 20_26)

  /// Between 1/2 and 3/2 in magnitude, of either sign, so that no element goes unseen; in steps that
  /// float32 holds exactly.
  func array(_ shape: [Int]) -> NDArray {
    let uniform = NDArray.rand(shape, dtype: .float64, generator: generator)
    let centred = (uniform * 2048).floor() / 1024 - 1
    return centred + (centred.less(0).to(.float64) * -1 + 0.5)
  }
}
