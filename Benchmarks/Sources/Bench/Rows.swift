/// One thing that both sides do, and how.
struct Row: Sendable {
  let name: String
  let what: String
  /// Threads of both sides; nil: as many as the comparison is run with.
  var threads: Int?
  /// Floating-point operations of its matrix products; nil where they are not what takes the time.
  var operations: Double?
  /// What its products are made of on our side; PyTorch's is float32 in every row.
  var operands = Operands.float32
  /// Images that it goes through, where their number a second says something.
  var images: Int?
  /// The largest ratio of our time to PyTorch's that is asked for; nil where none is.
  var atMost: Double?
  /// Sets the work up and returns a function that does it once.
  let prepare: @Sendable () throws -> () throws -> Void
}

extension Row {
  static let all = table + growth + loops

  /// What is compared unless rows are named.
  static let table: [Row] = [
    Row(name: "step", what: "tutorial's training step", step: TrainingStep()),
    Row(name: "step-1", what: "the same on one thread", threads: 1, step: TrainingStep()),
    Row(
      name: "step-bf16", what: "the same, our products of bfloat16, PyTorch's of float32",
      operands: .bf16, step: TrainingStep()),
    Row(name: "step-r", what: "training step of the preset quick", atMost: 0.58, step: .quick),
    forward("forward-64", "tutorial's LSTM forward, 64 images", batch: 64, atMost: 0.86),
    forward("forward-1", "tutorial's LSTM forward, 1 image", batch: 1),
    Row(
      name: "read", what: "captcha read of one image with the tutorial's network, whole process",
      prepare: readImage),
    Row(
      name: "png", what: "folder of PNGs to normalised batches of 64", images: imageCount,
      prepare: loadImages),
    Row(name: "ctc", what: "CTC forward + backward, T 160, N 64, C 11, L 4", prepare: ctc),
    Row(name: "dropout", what: "dropout of 5 M elements", prepare: dropout),
    Row(name: "sgd", what: "SGD with momentum, 3.3 M weights", prepare: sgd),
    product("matmul-square", 1024, 1024, 1024),
    product("matmul-flat", 64, 2048, 512),
    Row(
      name: "op-16", what: "16-element multiply, forward + backward, 100 in a chain", threads: 1,
      prepare: chain),
    Row(name: "mlp", what: "training step of an MLP 784-256-10, batch 64", prepare: mlp),
    Row(
      name: "parameters", what: "parameters of three Linears beside a million numbers, 100 times",
      threads: 1, prepare: parameters),
  ]

  /// The tutorial's training step with one size changed.
  static let growth =
    series("hidden", "tutorial's step, LSTMs of", [128, 256, 512, 1024]) {
      TrainingStep(lstm: LSTMSizes(hidden: $0))
    }
    + series("batch", "tutorial's step, images a batch:", [1, 4, 16, 64, 256]) {
      TrainingStep(batch: $0)
    }
    + series("length", "tutorial's step, columns an image:", [40, 160, 640]) {
      TrainingStep(length: $0)
    }

  private static func series(
    _ name: String, _ what: String, _ values: [Int], _ step: (Int) -> TrainingStep
  ) -> [Row] {
    values.map { Row(name: "\(name)-\($0)", what: "\(what) \($0)", step: step($0)) }
  }

  private init(
    name: String, what: String, threads: Int? = nil, operands: Operands = .float32,
    atMost: Double? = nil, step: TrainingStep
  ) {
    self.init(
      name: name, what: what, threads: threads, operations: step.operations, operands: operands,
      atMost: atMost
    ) {
      step.prepare(operands)
    }
  }

  private static func forward(
    _ name: String, _ what: String, batch: Int, atMost: Double? = nil
  ) -> Row {
    Row(name: name, what: what, operations: lstmOperations(batch: batch), atMost: atMost) {
      lstmForward(batch: batch)
    }
  }

  private static func product(_ name: String, _ m: Int, _ n: Int, _ k: Int) -> Row {
    Row(
      name: name, what: "matmul \(m) x \(n) x \(k) (M x N x K)",
      operations: Double(2 * m * n * k)
    ) {
      matmul(m, n, k)
    }
  }
}
