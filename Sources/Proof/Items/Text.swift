import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let text = ItemGroup(
    "What is printed", file: "printing",
    [
      Item("printed arrays") { run in
        let a = run.arguments
        let values = NDArray(try a.truthsOrNumbers("data"), shape: try a.ints("shape"))
        let array = values.to(try a.dtype("dtype"))
        let needsGrad = try a.bool("requiresGrad")
        run.compareText("\(Tensor(array, requiresGrad: needsGrad))", try a.text("text"), "tensor")
        if !needsGrad { run.compareText("\(array)", try a.text("text"), "array") }
      }
    ])
}

extension Arguments {
  fileprivate func truthsOrNumbers(_ name: String) throws -> [Double] {
    try list(name).map { entry in
      guard let value = entry.bool.map({ $0 ? 1 : 0 }) ?? entry.number else {
        throw CaseProblem("has an element \(entry)")
      }
      return value
    }
  }
}
