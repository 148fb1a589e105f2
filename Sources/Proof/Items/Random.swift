import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let random = ItemGroup(
    "Random numbers", file: "random",
    [
      drawn("rand") { a, dtype, generator in
        .rand(try a.ints("shape"), dtype: dtype, generator: generator)
      },
      drawn("uniform") { a, dtype, generator in
        .uniform(
          try a.ints("shape"), from: try a.number("from"), to: try a.number("to"), dtype: dtype,
          generator: generator)
      },
      drawn("randn", tolerance: normal(), remark: fused) { a, dtype, generator in
        .randn(try a.ints("shape"), dtype: dtype, generator: generator)
      },
      drawn("randn, 16 and more", tolerance: normal(), remark: fused) { a, dtype, generator in
        .randn(try a.ints("shape"), dtype: dtype, generator: generator)
      },
      drawn("randperm") { a, _, generator in
        NDArray(Array(randperm(try a.int("n"), generator: generator)[..<(try a.int("shown"))]))
      },
      Item("dropout", drawsFromDefault: true, tolerance: Tolerance.exact) { run in
        let a = run.arguments
        let x = NDArray.ones(try a.ints("shape"), dtype: run.dtype ?? .float32)
        let input = Tensor(try x.laidOut(a.layout("layout")))
        let p = try a.number("p")
        try run.compareDraws(from: .default) { dropout(input, p: p).array }
      },
      Item("order of draws", drawsFromDefault: true, remark: fused) { run in
        try run.compareSequence()
      },
    ])

  static let fused =
    "float32 has equal bits on processors that round a product and a sum at once (FMA), as that of the fixtures, and "
    + "is within a few roundings on others; float64 is within 4.5e-16 of a deviation and the mean's rounding, as "
    + "the C library's logarithm and sine are other ones on other processors"

  /// Float32 has equal bits where there is FMA. Otherwise what came out of two million numbers without: in float32 one in
  /// a hundred is another, by 2.39e-7 at most, in float64, whose logarithm and sine are the C library's, by 4.5e-16. That
  /// is of numbers with the standard deviation 1; a mean that is added is rounded once more. Fewer than 16 numbers of
  /// float32 are those of float64 rounded, where another logarithm shows in one of hundreds of millions.
  static func normal(std: Double = 1, largest: Double = 0) -> ToleranceOfType {
    { dtype in
      let isSingle = dtype == .float32
      if isSingle && hasFusedProducts { return .exact(dtype) }
      let rounding = isSingle ? Double(Float.ulpOfOne) : Double.ulpOfOne
      return Tolerance(rtol: 0, atol: std * (isSingle ? 2.39e-7 : 4.5e-16) + largest * rounding)
    }
  }

  /// Something that takes a generator, or draws from the default one.
  private static func drawn(
    _ name: String, tolerance: @escaping ToleranceOfType = Tolerance.exact, remark: String? = nil,
    _ draw: @escaping @Sendable (Arguments, DType, Generator) throws -> NDArray
  ) -> Item {
    Item(name, drawsFromDefault: true, tolerance: tolerance, remark: remark) { run in
      for generator in [Generator(seed: 1), .default] {
        try run.compareDraws(from: generator) {
          try draw(run.arguments, run.dtype ?? .float32, generator)
        }
      }
    }
  }
}

extension CaseRun {
  /// Seeds the generator, then compares each draw, and the number that follows all of them.
  func compareDraws(from generator: Generator, _ draw: () throws -> NDArray) throws {
    let seed = try arguments.int("seed")
    generator.manualSeed(UInt64(bitPattern: Int64(seed)))
    for k in 0..<(try arguments.int("times")) {
      try compare(try draw(), k == 0 ? "y" : "y\(k)")
    }
    try compareNext("next", from: generator)
  }

  /// The `rand(1)` that follows: where the generator's stream stands.
  func compareNext(_ name: String, from generator: Generator) throws {
    try compare(.rand([1], generator: generator), name, within: Tolerance.exact)
  }

  /// Draws of several kinds from one seed.
  fileprivate func compareSequence() throws {
    manualSeed(try arguments.int("seed"))
    for (k, entry) in try arguments.list("calls").enumerated() {
      guard let call = entry.list, call.count == 2, let name = call[0].text, let n = call[1].int
      else { throw CaseProblem("has a call \(entry)") }
      if name == "seed" {
        manualSeed(n)
      } else {
        let isRounded = name == "randn64" || (name == "randn" && n >= 16)
        let tolerance = isRounded ? ItemGroup.normal() : Tolerance.exact
        try compare(try draw(name, n), "y\(k)", within: tolerance)
      }
    }
  }

  private func draw(_ name: String, _ n: Int) throws -> NDArray {
    switch name {
    case "rand": .rand([n])
    case "rand64": .rand([n], dtype: .float64)
    case "randn": .randn([n])
    case "randn64": .randn([n], dtype: .float64)
    case "randperm": NDArray(randperm(n))
    case "dropout": dropout(.ones(n)).array
    case "uniform": .uniform([n], from: -1, to: 3)
    default: throw CaseProblem("knows no draw \(name)")
    }
  }
}

extension Arguments {
  fileprivate func layout(_ name: String) throws -> Layout {
    let text = try text(name)
    guard let layout = Layout(rawValue: text) else { throw CaseProblem("knows no layout \(text)") }
    return layout
  }
}
