import ApusAutograd
import ApusData
import ApusImages
import ApusNN
import ApusOptim
import ApusTensor

extension ItemGroup {
  /// Each item compares with the answer that is wanted, and makes sure that PyTorch's is another. Remarks say what
  /// differs.
  static let differences = ItemGroup(
    "Different on purpose", file: "differences", isDifference: true,
    ctcDifferences + statisticsDifferences + numberDifferences + [
      Item(
        "sign and abs of NaN",
        remark:
          "sign(NaN), and with it the derivative of abs at NaN, is NaN: what is unknown has no known sign, and "
          + "a NaN stays visible where it could be summed away as 0, which PyTorch gives"
      ) { run in
        let x = Tensor(NDArray([.nan, 1.0]).to(run.dtype ?? .float64), requiresGrad: true)
        x.abs().sum().backward()
        try run.compareDifferent(x.array.sign(), "y")
        try run.compareDifferentGradient(of: x, "d/x", .gradient)
      },
      Item(
        "logSumExp of nothing but -inf",
        remark: "its derivative is 0, so that what is impossible has no influence; PyTorch's is NaN"
      ) { run in
        let x = Tensor.full([2], -.infinity, dtype: run.dtype ?? .float32, requiresGrad: true)
        x.logSumExp(dim: 0).backward()
        try run.compareDifferentGradient(of: x, "d/x", .gradient)
      },
      Item(
        "std of constant rows",
        remark:
          "the gradient is 0 where nothing deviates, whatever gradient is given; by that one PyTorch's second "
          + "gradient is NaN, ours 0"
      ) { run in
        let x = Tensor(try run.input("x"), requiresGrad: true)
        let g = Tensor(try run.input("g"), requiresGrad: true)
        let d = grad(of: x.std(dim: 1), wrt: [x], gradient: g, createGraph: true)[0]
        (d * Tensor(try run.input("w"))).sum().backward()
        try run.compareGradient(of: x, "dd/x", .second)
        try run.compareDifferentGradient(of: g, "dd/g", .second)
      },
      Item(
        "a number divided by tiny ones",
        remark:
          "the derivative of a / x is -a / x / x; PyTorch's is -a (1 / x)^2, infinite where that square is too large"
      ) { run in
        let x = Tensor(try run.input("x"), requiresGrad: true)
        (try run.arguments.number("number") / x).sum().backward()
        try run.compareDifferentGradient(of: x, "d/x", .gradient)
      },
      Item(
        "numbers that no integer holds", tolerance: Tolerance.exact,
        remark:
          "converted to int64 and int32, NaN is 0, and what is too large or too small the nearest integer; "
          + "C leaves it open, and PyTorch gives what the processor does, here the lowest integer for all of them"
      ) { run in
        let x = try run.input("x")
        for dtype in [DType.int64, .int32] {
          try run.compareDifferent(x.to(dtype), dtype.rawValue)
        }
      },
      Item(
        "sum, mean, amax, amin, var, std over no dimensions",
        remark:
          "sum(dims: []) and its like reduce nothing, each element alone; PyTorch's sum(dim=[]) reduces "
          + "everything"
      ) { run in
        let x = Tensor(try run.input("x"))
        let reductions: [(String, Tensor)] = [
          ("sum", x.sum(dims: [])), ("mean", x.mean(dims: [])), ("amax", x.amax(dims: [])),
          ("amin", x.amin(dims: [])), ("var", x.var(dims: [], correction: 0)),
          ("std", x.std(dims: [], correction: 0)),
        ]
        for (name, y) in reductions { try run.compareDifferent(y.array, name) }
      },
      Item(
        "views", tolerance: Tolerance.exact,
        remark: "changing a view never changes what it looks at; in PyTorch it does"
      ) { run in
        let x = NDArray.zeros([3])
        var part = x[0..<2]
        part[0] = NDArray(scalar: Float(1))
        if part[0].item() != 1 { throw CaseProblem("the part kept its value") }
        try run.compareDifferent(x, "y")
      },
      Item(
        "OneCycleLR without a rise", tolerance: Tolerance.roundings,
        remark: "a phase without length is at its end at once; PyTorch divides by zero"
      ) { run in
        let optimizer = SGD([Tensor.zeros(1, requiresGrad: true)], lr: 1, momentum: 0.9)
        let schedule = try run.arguments.oneCycle(optimizer)
        let first = optimizer.groups[0].lr
        for _ in 1..<schedule.totalSteps { schedule.step() }
        try run.compare(NDArray([first, optimizer.groups[0].lr]), "y")
      },
      Item(
        "OneCycleLR beyond its end", tolerance: Tolerance.roundings,
        remark:
          "with a linear strategy rate and momentum stay where they are after the last step; PyTorch's rate goes "
          + "below zero, its momentum above the largest"
      ) { run in
        let optimizer = SGD([Tensor.zeros(1, requiresGrad: true)], lr: 1, momentum: 0.9)
        let schedule = try run.arguments.oneCycle(optimizer)
        for _ in 0..<schedule.totalSteps { schedule.step() }
        try run.compareDifferent(NDArray([optimizer.groups[0].lr]), "y")
        try run.compareDifferent(NDArray([optimizer.groups[0].momentum]), "momentum")
      },
      Item(
        "clipGradNorm of large float32",
        remark:
          "the norm is computed in double precision: that of 3e30 and 4e30 is 5e30, in PyTorch inf"
      ) { run in
        let x = try run.input("x")
        let parameter = Tensor(x, requiresGrad: true)
        parameter.grad = Tensor(x)
        let norm = clipGradNorm([parameter], maxNorm: try run.arguments.number("maxNorm"))
        try run.compareDifferent(NDArray(scalar: norm), "norm")
        try run.compareDifferentGradient(of: parameter, "clipped", .value)
      },
      Item(
        "clipGradNorm without a limit",
        remark:
          "with maxNorm infinite it measures and changes nothing; PyTorch then makes all of a gradient NaN where one "
          + "element is infinite"
      ) { run in
        let x = try run.input("x")
        let parameter = Tensor(x, requiresGrad: true)
        parameter.grad = Tensor(x)
        let norm = clipGradNorm([parameter], maxNorm: try run.arguments.number("maxNorm"))
        try run.compare(NDArray(scalar: norm).to(.float32), "norm")
        try run.compareDifferentGradient(of: parameter, "clipped", .value)
      },
      Item(
        "images of 16 bits", tolerance: Tolerance.exact,
        remark:
          "samples of 16 bits are rounded to 8; Pillow cuts the lower byte off, and whitens grey ones"
      ) { run in
        let image = try decodePNG(try run.input("png").scalars(as: UInt8.self))
        try run.compareDifferent(image, "y")
      },
      Item(
        "a loader without batches",
        remark: "a loader that has no batch throws; PyTorch's loop does nothing"
      ) { run in try run.compareEmptyLoader() },
    ])
}

extension CaseRun {
  /// Compares with the wanted array `name`, and requires that PyTorch's, pytorch/NAME, is another: where it has come
  /// to give the same, the certificate must no longer say that it differs. `other`: both are those of the run in this
  /// type.
  func compareDifferent(
    _ ours: NDArray, _ name: String, _ quantity: Comparison.Quantity = .value,
    in other: DType? = nil
  ) throws {
    compare(ours, to: try expected(name, in: other), name, quantity)
    let pytorch = try expected("pytorch/\(name)", in: other)
    if Comparison(ours, pytorch, name, quantity, .standard(pytorch.dtype)).isRight {
      throw CaseProblem("is no difference: PyTorch gives the same \(name)")
    }
  }

  /// The same for the gradient of a variable.
  func compareDifferentGradient(
    of variable: Tensor, _ name: String, _ quantity: Comparison.Quantity, in other: DType? = nil
  ) throws {
    try compareDifferent(gradient(of: variable, name, quantity), name, quantity, in: other)
  }

  fileprivate func compareEmptyLoader() throws {
    let loader = DataLoader(
      Empty(count: try arguments.int("count")), batchSize: try arguments.int("batchSize"),
      dropLast: true, generator: Generator(seed: 0), workers: 0, collate: { $0.count })
    var (batches, thrown) = (loader.batches(), false)
    do {
      _ = try batches.next()
    } catch is EmptyLoaderError {
      thrown = true
    }
    compareText("\(thrown)", "true", "throws")
    let inPyTorch = try expected("pytorch/batches").item()
    compareText("\(Int(inPyTorch))", "0", "PyTorch's batches")
  }
}

private struct Empty: Dataset {
  let count: Int
  subscript(index: Int) -> Int { index }
}
