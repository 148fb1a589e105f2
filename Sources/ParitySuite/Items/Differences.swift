import Autograd
import Data
import Images
import NN
import Optim
import Tensor

extension ItemGroup {
  /// Each item compares with the answer that is wanted, and makes sure that PyTorch's is another. Remarks say what
  /// differs.
  static let differences = ItemGroup(
    "Different on purpose", file: "differences", isDifference: true,
    ctcDifferences + [
      Item(
        "sign and abs of NaN",
        remark: "sign(NaN), and with it the derivative of abs at NaN, is NaN; PyTorch gives 0"
      ) { run in
        let x = Tensor(NDArray([.nan, 1.0]).to(run.dtype ?? .float64), requiresGrad: true)
        x.abs().sum().backward()
        try run.compareDifferent(x.array.sign(), "y", from: "y")
        try run.compareDifferent(x.grad!.array, "y", from: "d")
      },
      Item(
        "logSumExp of nothing but -inf",
        remark: "its derivative is 0, so that what is impossible has no influence; PyTorch's is NaN"
      ) { run in
        let x = Tensor.full([2], -.infinity, dtype: run.dtype ?? .float32, requiresGrad: true)
        x.logSumExp(dim: 0).backward()
        try run.compareDifferent(x.grad!.array, "d", from: "d")
      },
      Item(
        "sums of float32",
        remark:
          "sums of float32 are added up in double precision: [1e8, 1, -1e8] gives 1, in PyTorch 0"
      ) { run in try run.compareDifferent(try run.input("x").sum(), "y", from: "y") },
      Item(
        "reduction over no dimensions",
        remark: "sum(dims: []) changes nothing; PyTorch's sum(dim=[]) adds up everything"
      ) { run in
        let x = try run.input("x")
        try run.compareDifferent(x.sum(dims: []), "y", from: "y")
        try run.compare(x.mean(dims: []), "y")
      },
      Item(
        "views", tolerance: Tolerance.exact,
        remark: "changing a view never changes what it looks at; in PyTorch it does"
      ) { run in
        let x = NDArray.zeros([3])
        var part = x[0..<2]
        part[0] = NDArray(scalar: Float(1))
        if part[0].item() != 1 { throw CaseProblem("the part kept its value") }
        try run.compareDifferent(x, "y", from: "y")
      },
      Item(
        "OneCycleLR without a rise", tolerance: Tolerance.roundings,
        remark: "a phase without length is at its end at once; PyTorch divides by zero"
      ) { run in
        let optimizer = SGD([.zeros(1, requiresGrad: true)], lr: 1, momentum: 0.9)
        let schedule = try run.arguments.oneCycle(optimizer)
        let first = optimizer.groups[0].lr
        for _ in 1..<schedule.totalSteps { schedule.step() }
        try run.compare(NDArray([first, optimizer.groups[0].lr]), "y")
      },
      Item(
        "OneCycleLR beyond its end", tolerance: Tolerance.roundings,
        remark:
          "after the last step the rate stays; with a linear strategy PyTorch's goes below zero"
      ) { run in
        let optimizer = SGD([.zeros(1, requiresGrad: true)], lr: 1, momentum: 0.9)
        let schedule = try run.arguments.oneCycle(optimizer)
        for _ in 0..<schedule.totalSteps { schedule.step() }
        try run.compareDifferent(NDArray([optimizer.groups[0].lr]), "y", from: "y")
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
        try run.compare(NDArray(scalar: norm), "norm")
        try run.compareDifferent(parameter.grad!.array, "clipped", from: "clipped")
        try run.requireDifferent(NDArray(scalar: norm).to(.float32), from: "norm")
      },
      Item(
        "images of 16 bits", tolerance: Tolerance.exact,
        remark:
          "samples of 16 bits are rounded to 8; Pillow cuts the lower byte off, and whitens grey ones"
      ) { run in
        let image = try decodePNG(try run.input("png").scalars(as: UInt8.self))
        try run.compareDifferent(image, "y", from: "y")
      },
      Item(
        "a loader without batches",
        remark: "a loader that has no batch throws; PyTorch's loop does nothing"
      ) { run in try run.compareEmptyLoader() },
      Item("refused", remark: "stops the program here, and PyTorch gives a result") { run in
        guard Refusal.all.contains(where: { $0.name == run.example.name }) else {
          throw CaseProblem("is refused by nothing here")
        }
        run.compareText("\(try run.expected("pytorch/y").count > 0)", "true", "PyTorch's result")
      },
    ])
}

extension CaseRun {
  /// Compares with the wanted array `name`, and requires that PyTorch's is another.
  func compareDifferent(_ ours: NDArray, _ name: String, from pytorch: String) throws {
    try compare(ours, name)
    try requireDifferent(ours, from: pytorch)
  }

  /// Where PyTorch has come to give the same, the certificate must no longer say that it differs.
  func requireDifferent(_ ours: NDArray, from name: String) throws {
    if isSame(ours, try expected("pytorch/\(name)")) {
      throw CaseProblem("is no difference: PyTorch gives the same")
    }
  }

  private func isSame(_ a: NDArray, _ b: NDArray) -> Bool {
    Comparison(a, b, "", .value, .standard(b.dtype)).isRight
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
