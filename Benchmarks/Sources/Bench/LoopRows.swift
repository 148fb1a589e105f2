import Apus

// Single operations on arrays that no cache of a core holds, and small ones many times. Squares are 2048 x 2048.

extension Row {
  static let loops = elementwise + reductions + joined + products + draws + derivatives

  private static let elementwise: [Row] = [
    forward("add", "a + b, squares", atMost: 1) {
      let (a, b) = (square(), square())
      return { a + b }
    },
    forward("add-row", "a square + a row of 2048", atMost: 1) {
      let (a, row) = (square(), Tensor.randn(2048))
      return { a + row }
    },
    forward("transposed-add", "a.T + b, squares", atMost: 1) {
      let (a, b) = (square(), square())
      return { a.T + b }
    },
    forward("chain", "(a * b + a) / 3 - b, squares", atMost: 0.9) {
      let (a, b) = (square(), square())
      return { (a * b + a) / 3 - b }
    },
    function("exp") { $0.exp() },
    function("tanh") { $0.tanh() },
    function("sigmoid") { $0.sigmoid() },
    function("relu") { $0.relu() },
    function("sqrt", of: .rand(2048, 2048)) { $0.sqrt() },
    function("sin") { $0.sin() },
    function("pow-3") { $0.pow(3) },
    function("erf") { $0.erf() },
  ]

  private static let reductions: [Row] = [
    function("sum") { $0.sum() },
    function("sum-0", "sum over dim 0") { $0.sum(dim: 0) },
    function("sum-1", "sum over dim 1") { $0.sum(dim: 1) },
    forward("sum-023", "sum over dims 0, 2, 3 of [64, 32, 28, 28]", atMost: 0.9) {
      let images = Tensor.randn(64, 32, 28, 28)
      return { images.sum(dims: [0, 2, 3]) }
    },
    function("amax-1", "amax over dim 1") { $0.amax(dim: 1) },
    function("argmax-1", "argmax over dim 1") { $0.argmax(dim: 1) },
    function("softmax-1", "softmax over dim 1", atMost: 0.8) { $0.softmax(dim: 1) },
    function("log-softmax-1", "logSoftmax over dim 1", atMost: 0.8) { $0.logSoftmax(dim: 1) },
  ]

  private static let joined: [Row] = [
    forward("where", "a where a mask says so, else b, squares", atMost: 1) {
      let (a, b) = (square(), square())
      let mask = Tensor.randn(2048, 2048).greater(0)
      return { a.where(mask, else: b) }
    },
    forward("cat", "two squares along dim 1", atMost: 1) {
      let (a, b) = (square(), square())
      return { .cat([a, b], dim: 1) }
    },
  ]

  private static let products: [Row] = [
    forward(
      "bmm", "64 products 128 x 128 x 64 (M x N x K)", atMost: 1,
      operations: Double(64 * 2 * 128 * 128 * 64)
    ) {
      let (a, b) = (Tensor.randn(64, 128, 64), Tensor.randn(64, 64, 128))
      return { a.matmul(b) }
    },
    forward("matmul-f64", "matmul 1024 x 1024 x 1024 in float64", atMost: 1) {
      let a = Tensor.randn([1024, 1024], dtype: .float64)
      let b = Tensor.randn([1024, 1024], dtype: .float64)
      return { a.matmul(b) }
    },
  ]

  private static let draws: [Row] = [
    forward("randn", "4 M normal numbers", atMost: 0.5) { { .randn(4 << 20) } }
  ]

  private static func square() -> Tensor { .randn(2048, 2048) }

  /// A function of one tensor, a square of normal numbers where nothing else is said.
  private static func function(
    _ name: String, _ what: String? = nil, atMost: Double = 0.9,
    of input: @autoclosure @escaping @Sendable () -> Tensor = square(),
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> Row {
    forward(name, "\(what ?? name) of a square", atMost: atMost) {
      let x = input()
      return { function(x) }
    }
  }

  /// Work without gradients.
  private static func forward(
    _ name: String, _ what: String, atMost: Double, operations: Double? = nil,
    _ prepare: @escaping @Sendable () -> () -> Tensor
  ) -> Row {
    Row(name: name, what: what, operations: operations, atMost: atMost) {
      let work = prepare()
      return { noGrad { _ = work() } }
    }
  }
}
