// PyTorch's names for what is called otherwise here, its spelling of the rest, and the names that `logicalAnd` and its like
// had before: the compiler answers each with the name to write, and puts it in where that is a word. A long file, because it is
// a table; Scripts/check-pytorch-names looks whether each entry is answered. Labels (`keepdim:`, `retain_graph:`) need no
// entry: there the compiler finds the right one by itself.
//
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import ApusAutograd
public import ApusData
public import ApusNN
public import ApusOptim
public import ApusTensor

/// What tensors and arrays have in common.
public protocol _PyTorchNames {}
extension Tensor: _PyTorchNames {}
extension NDArray: _PyTorchNames {}

extension _PyTorchNames {
  // Shapes and types
  @available(*, unavailable, renamed: "getter:shape()")
  public func size() -> [Int] { renamed() }
  @available(*, unavailable, renamed: "getter:rank()")
  public func dim() -> Int { renamed() }
  @available(*, unavailable, renamed: "rank")
  public var ndim: Int { renamed() }
  @available(*, unavailable, renamed: "getter:count()")
  public func numel() -> Int { renamed() }
  @available(*, unavailable, renamed: "getter:count()")
  public func nelement() -> Int { renamed() }
  @available(*, unavailable, renamed: "reshape(_:)")
  public func view(_ shape: Int...) -> Self { renamed() }
  @available(*, unavailable, renamed: "reshape(_:)")
  public func view(_ shape: [Int]) -> Self { renamed() }
  @available(*, unavailable, renamed: "getter:T()")
  public func t() -> Self { renamed() }
  @available(*, unavailable, renamed: "to(_:)", message: "to(.float32)")
  public func float() -> Self { renamed() }
  @available(*, unavailable, renamed: "to(_:)", message: "to(.float64)")
  public func double() -> Self { renamed() }
  @available(*, unavailable, renamed: "to(_:)", message: "to(.int64)")
  public func long() -> Self { renamed() }
  @available(*, unavailable, renamed: "to(_:)", message: "to(.int32)")
  public func int() -> Self { renamed() }
  @available(*, unavailable, renamed: "to(_:)", message: "to(.uint8)")
  public func byte() -> Self { renamed() }
  @available(*, unavailable, renamed: "to(_:)", message: "to(.bool)")
  public func bool() -> Self { renamed() }

  // Arithmetic and comparisons
  @available(*, unavailable, renamed: "+")
  public func add(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "-")
  public func sub(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "-")
  public func subtract(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "*")
  public func mul(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "*")
  public func multiply(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "/")
  public func div(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "/")
  public func divide(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "/")
  public func true_divide(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "-")
  public func neg() -> Self { renamed() }
  @available(*, unavailable, renamed: "-")
  public func negative() -> Self { renamed() }
  @available(*, unavailable, renamed: "equal(_:)")
  public func eq(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "notEqual(_:)")
  public func ne(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "notEqual(_:)")
  public func not_equal(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "less(_:)")
  public func lt(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "lessEqual(_:)")
  public func le(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "lessEqual(_:)")
  public func less_equal(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "greater(_:)")
  public func gt(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "greaterEqual(_:)")
  public func ge(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "greaterEqual(_:)")
  public func greater_equal(_ other: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write equal(_:)")
  public static func == (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write notEqual(_:)")
  public static func != (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write less(_:)")
  public static func < (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write lessEqual(_:)")
  public static func <= (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write greater(_:)")
  public static func > (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write greaterEqual(_:)")
  public static func >= (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write logicalAnd(_:)")
  public static func & (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write logicalOr(_:)")
  public static func | (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write logicalXor(_:)")
  public static func ^ (a: Self, b: some Any) -> Self { renamed() }
  @available(*, unavailable, message: "write logicalNot()")
  public static prefix func ~ (a: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "abs()")
  public func absolute() -> Self { renamed() }
  @available(*, unavailable, renamed: "clamp(min:max:)")
  public func clip(min: Double? = nil, max: Double? = nil) -> Self { renamed() }

  // Logic
  @available(*, unavailable, renamed: "logicalAnd(_:)")
  public func logical_and(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "logicalOr(_:)")
  public func logical_or(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "logicalXor(_:)")
  public func logical_xor(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "logicalNot()")
  public func logical_not() -> Self { renamed() }
  @available(*, unavailable, renamed: "logicalAnd(_:)")
  public func and(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "logicalOr(_:)")
  public func or(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "logicalNot()")
  public func not() -> Self { renamed() }
  @available(*, unavailable, renamed: "isNaN()")
  public func isnan() -> Self { renamed() }
  @available(*, unavailable, renamed: "isInf()")
  public func isinf() -> Self { renamed() }
  @available(*, unavailable, renamed: "isFinite()")
  public func isfinite() -> Self { renamed() }

  // Products and softmax
  @available(*, unavailable, renamed: "matmul(_:)")
  public func mm(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "matmul(_:)")
  public func bmm(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "matmul(_:)")
  public func mv(_ other: Self) -> Self { renamed() }
  @available(*, unavailable, renamed: "indexSelect(dim:_:)")
  public func index_select(_ dim: Int, _ indices: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "scatterAdd(dim:_:_:)")
  public func scatter_add(_ dim: Int, _ indices: some Any, _ source: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "logSoftmax(dim:)")
  public func log_softmax(dim: Int) -> Self { renamed() }

  // Made after a pattern, or joined
  @available(*, unavailable, renamed: "cat(_:dim:)")
  public static func concat(_ arrays: [Self], dim: Int = 0) -> Self { renamed() }
  @available(*, unavailable, renamed: "cat(_:dim:)")
  public static func concatenate(_ arrays: [Self], dim: Int = 0) -> Self { renamed() }
}

extension Tensor {
  // Numbers outside
  @available(*, unavailable, renamed: "array", message: "array.scalars(as: Double.self)")
  public func tolist() -> [Double] { renamed() }
  @available(*, unavailable, renamed: "getter:array()")
  public func numpy() -> NDArray { renamed() }
  @available(*, unavailable, renamed: "init(_:requiresGrad:)")
  public static func from_numpy(_ array: NDArray) -> Tensor { renamed() }

  // Gradients
  @available(*, unavailable, renamed: "requiresGrad")
  public var requires_grad: Bool {
    get { renamed() }
    set { renamed() }
  }
  @available(*, unavailable, renamed: "requiresGrad")
  public func requires_grad_(_ requiresGrad: Bool = true) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "isLeaf")
  public var is_leaf: Bool { renamed() }
  @available(*, unavailable, renamed: "zeroGrad()")
  public func zero_grad() { renamed() }
  @available(*, unavailable, renamed: "update(_:)", message: "update { $0 = other.array }")
  public func copy_(_ other: Tensor) { renamed() }
  @available(
    *, unavailable, renamed: "update(_:)",
    message: "update { $0 = .full($0.shape, value) }"
  )
  public func fill_(_ value: Double) { renamed() }
  @available(*, unavailable, renamed: "update(_:)", message: "update { $0 = .zeros($0.shape) }")
  public func zero_() { renamed() }

  // Otherwise spelled
  @available(*, unavailable, renamed: "expandAs(_:)")
  public func expand_as(_ other: Tensor) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "logSumExp(dim:keepDim:)")
  public func logsumexp(dim: Int, keepDim: Bool = false) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "zerosLike(_:requiresGrad:)")
  public static func zeros_like(_ other: Tensor) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "onesLike(_:requiresGrad:)")
  public static func ones_like(_ other: Tensor) -> Tensor { renamed() }

  // In place
  @available(*, unavailable, renamed: "+=")
  public func add_(_ other: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "-=")
  public func sub_(_ other: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "*=")
  public func mul_(_ other: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "/=")
  public func div_(_ other: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "unsqueeze(_:)", message: "assign the result")
  public func unsqueeze_(_ dim: Int) -> Self { renamed() }
  @available(*, unavailable, renamed: "squeeze()", message: "assign the result")
  public func squeeze_() -> Self { renamed() }
  @available(*, unavailable, renamed: "transpose(_:_:)", message: "assign the result")
  public func transpose_(_ a: Int, _ b: Int) -> Self { renamed() }
  @available(*, unavailable, renamed: "getter:T()", message: "assign the result")
  public func t_() -> Self { renamed() }
  @available(*, unavailable, renamed: "detach(requiresGrad:)", message: "assign the result")
  public func detach_() -> Self { renamed() }
  @available(*, unavailable, renamed: "clamp(min:max:)", message: "assign the result")
  public func clamp_(min: Double? = nil, max: Double? = nil) -> Self { renamed() }
  @available(*, unavailable, renamed: "pow(_:)", message: "assign the result")
  public func pow_(_ exponent: some Any) -> Self { renamed() }
  @available(*, unavailable, renamed: "exp()", message: "assign the result")
  public func exp_() -> Self { renamed() }
  @available(*, unavailable, renamed: "log()", message: "assign the result")
  public func log_() -> Self { renamed() }
  @available(*, unavailable, renamed: "log1p()", message: "assign the result")
  public func log1p_() -> Self { renamed() }
  @available(*, unavailable, renamed: "sqrt()", message: "assign the result")
  public func sqrt_() -> Self { renamed() }
  @available(*, unavailable, renamed: "sin()", message: "assign the result")
  public func sin_() -> Self { renamed() }
  @available(*, unavailable, renamed: "cos()", message: "assign the result")
  public func cos_() -> Self { renamed() }
  @available(*, unavailable, renamed: "tanh()", message: "assign the result")
  public func tanh_() -> Self { renamed() }
  @available(*, unavailable, renamed: "sigmoid()", message: "assign the result")
  public func sigmoid_() -> Self { renamed() }
  @available(*, unavailable, renamed: "relu()", message: "assign the result")
  public func relu_() -> Self { renamed() }
  @available(*, unavailable, renamed: "abs()", message: "assign the result")
  public func abs_() -> Self { renamed() }
  @available(*, unavailable, renamed: "floor()", message: "assign the result")
  public func floor_() -> Self { renamed() }
  @available(*, unavailable, renamed: "sign()", message: "assign the result")
  public func sign_() -> Self { renamed() }
  @available(*, unavailable, renamed: "-", message: "assign the result")
  public func neg_() -> Self { renamed() }
}

extension NDArray {
  @available(*, unavailable, renamed: "scalars(as:)")
  public func tolist() -> [Double] { renamed() }
  @available(*, unavailable, renamed: "scalars(as:)")
  public func numpy() -> [Double] { renamed() }
  @available(*, unavailable, renamed: "isContiguous")
  public func is_contiguous() -> Bool { renamed() }
  @available(*, unavailable, renamed: "oneHot(_:)")
  public func one_hot(_ classes: Int) -> NDArray { renamed() }
}

extension Module {
  @available(*, unavailable, renamed: "getter:parameters()")
  public func parameters() -> [Tensor] { renamed() }
  @available(*, unavailable, renamed: "getter:namedParameters()")
  public func named_parameters() -> [(name: String, tensor: Tensor)] { renamed() }
  @available(*, unavailable, renamed: "getter:buffers()")
  public func buffers() -> [Tensor] { renamed() }
  @available(*, unavailable, renamed: "getter:namedBuffers()")
  public func named_buffers() -> [(name: String, tensor: Tensor)] { renamed() }
  @available(*, unavailable, renamed: "getter:namedChildren()")
  public func named_children() -> [(name: String, module: Module)] { renamed() }
  @available(*, unavailable, renamed: "getter:namedModules()")
  public func named_modules() -> [(name: String, module: Module)] { renamed() }
  @available(*, unavailable, renamed: "getter:stateDict()")
  public func state_dict() -> StateDict { renamed() }
  @available(*, unavailable, renamed: "load(_:cast:)")
  public func load_state_dict(_ state: StateDict) throws { renamed() }
  @available(*, unavailable, renamed: "zeroGrad()")
  public func zero_grad() { renamed() }
  @available(*, unavailable, renamed: "isTraining")
  public var training: Bool { renamed() }
  @available(*, unavailable, renamed: "extraDescription")
  public func extra_repr() -> String { renamed() }
}

extension Layer {
  @available(*, unavailable, renamed: "callAsFunction(_:)")
  public func forward(_ x: Tensor) -> Tensor { renamed() }
}

extension LSTM {
  @available(*, unavailable, renamed: "inputSize")
  public var input_size: Int { renamed() }
  @available(*, unavailable, renamed: "hiddenSize")
  public var hidden_size: Int { renamed() }
  @available(*, unavailable, renamed: "numLayers")
  public var num_layers: Int { renamed() }
  @available(*, unavailable, renamed: "batchFirst")
  public var batch_first: Bool { renamed() }
  @available(*, unavailable, renamed: "callAsFunction(_:_:)")
  public func forward(_ input: Tensor, _ state: State? = nil) -> (output: Tensor, state: State) {
    renamed()
  }
}

extension MSELoss {
  @available(*, unavailable, renamed: "callAsFunction(_:_:)")
  public func forward(_ input: Tensor, _ target: Tensor) -> Tensor { renamed() }
}

extension CTCLoss {
  @available(*, unavailable, renamed: "zeroInfinity")
  public var zero_infinity: Bool { renamed() }
  @available(*, unavailable, renamed: "callAsFunction(_:_:inputLengths:targetLengths:)")
  public func forward(_ logProbabilities: Tensor, _ targets: Tensor) -> Tensor { renamed() }
}

extension LayerNorm {
  @available(*, unavailable, renamed: "normalizedShape")
  public var normalized_shape: [Int] { renamed() }
}

extension Optimizer {
  @available(*, unavailable, renamed: "zeroGrad()")
  public func zero_grad() { renamed() }
  @available(*, unavailable, renamed: "groups")
  public var param_groups: [ParameterGroup] { renamed() }
  @available(*, unavailable, renamed: "addGroup(_:)")
  public func add_param_group(_ group: ParameterGroup) { renamed() }
  @available(*, unavailable, renamed: "getter:stateDict()")
  public func state_dict() -> [String: NDArray] { renamed() }
  @available(*, unavailable, renamed: "load(_:)")
  public func load_state_dict(_ state: [String: NDArray]) throws { renamed() }
}

extension ParameterGroup {
  @available(*, unavailable, renamed: "weightDecay")
  public var weight_decay: Double { renamed() }
}

extension Schedule {
  @available(*, unavailable, renamed: "position")
  public var last_epoch: Int { renamed() }
  @available(*, unavailable, renamed: "getter:stateDict()")
  public func state_dict() -> [String: NDArray] { renamed() }
  @available(*, unavailable, renamed: "load(_:)")
  public func load_state_dict(_ state: [String: NDArray]) throws { renamed() }
}

extension OneCycleLR {
  @available(*, unavailable, renamed: "totalSteps")
  public var total_steps: Int { renamed() }
}

extension StepLR {
  @available(*, unavailable, renamed: "stepSize")
  public var step_size: Int { renamed() }
}

extension CosineAnnealingLR {
  @available(*, unavailable, renamed: "tMax")
  public var T_max: Int { renamed() }
  @available(*, unavailable, renamed: "etaMin")
  public var eta_min: Double { renamed() }
}

extension Init {
  @available(*, unavailable, renamed: "kaimingUniform(_:a:dtype:generator:)")
  public static func kaiming_uniform_(_ shape: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "kaimingUniform(_:a:dtype:generator:)")
  public static func kaiming_uniform(_ shape: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "xavierUniform(_:gain:dtype:generator:)")
  public static func xavier_uniform_(_ shape: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "xavierUniform(_:gain:dtype:generator:)")
  public static func xavier_uniform(_ shape: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "uniform(_:from:to:dtype:generator:)")
  public static func uniform_(_ shape: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "normal(_:mean:std:dtype:generator:)")
  public static func normal_(_ shape: some Any) -> Tensor { renamed() }
  @available(*, unavailable, renamed: "orthogonal(_:gain:dtype:generator:)")
  public static func orthogonal_(_ shape: some Any) -> Tensor { renamed() }
}

extension Generator {
  @available(*, unavailable, renamed: "manualSeed(_:)")
  public func manual_seed(_ seed: UInt64) -> Generator { renamed() }
  @available(*, unavailable, renamed: "getter:state()")
  public func get_state() -> NDArray { renamed() }
  @available(*, unavailable, renamed: "state")
  public func set_state(_ state: NDArray) { renamed() }
}

extension DataLoader {
  @available(*, unavailable, renamed: "batchSize")
  public var batch_size: Int { renamed() }
  @available(*, unavailable, renamed: "dropLast")
  public var drop_last: Bool { renamed() }
  @available(*, unavailable, renamed: "workers")
  public var num_workers: Int { renamed() }
  @available(*, unavailable, renamed: "prefetch")
  public var prefetch_factor: Int { renamed() }
}

// MARK: - Functions

@available(*, unavailable, renamed: "manualSeed(_:)")
public func manual_seed(_ seed: Int) { renamed() }
@available(*, unavailable, renamed: "noGrad(_:)")
public func no_grad<R>(_ body: () throws -> R) rethrows -> R { renamed() }
@available(*, unavailable, renamed: "GradMode.isEnabled")
public func is_grad_enabled() -> Bool { renamed() }
@available(*, unavailable, renamed: "setNumThreads(_:)")
public func set_num_threads(_ count: Int) { renamed() }
@available(*, unavailable, renamed: "getNumThreads()")
public func get_num_threads() -> Int { renamed() }
@available(*, unavailable, renamed: "setFloat32MatmulPrecision(_:)")
public func set_float32_matmul_precision(_ precision: some Any) { renamed() }
@available(*, unavailable, renamed: "getFloat32MatmulPrecision()")
public func get_float32_matmul_precision() -> MatmulPrecision { renamed() }
@available(*, unavailable, renamed: "allClose(_:_:rtol:atol:)")
public func allclose(_ a: Tensor, _ b: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8) -> Bool {
  renamed()
}
@available(*, unavailable, renamed: "gradCheck")
public func gradcheck(_ function: (Tensor) -> Tensor, _ input: Tensor) { renamed() }
@available(*, unavailable, renamed: "gradCheck", message: "order: 2")
public func gradgradcheck(_ function: (Tensor) -> Tensor, _ input: Tensor) { renamed() }
@available(
  *, unavailable, renamed: "crossEntropy(_:_:weight:ignoreIndex:reduction:labelSmoothing:)"
)
public func cross_entropy(_ input: Tensor, _ target: Tensor) -> Tensor { renamed() }
@available(*, unavailable, renamed: "mseLoss(_:_:reduction:)")
public func mse_loss(_ input: Tensor, _ target: Tensor) -> Tensor { renamed() }
@available(*, unavailable, renamed: "clipGradNorm(_:maxNorm:)")
public func clip_grad_norm_(_ parameters: [Tensor], _ maxNorm: Double) { renamed() }
@available(*, unavailable, renamed: "randomSplit(_:_:generator:)")
public func random_split(_ dataset: some Dataset, _ lengths: some Any) { renamed() }
@available(*, unavailable, renamed: "defaultCollate(_:)")
public func default_collate(_ samples: [(NDArray, NDArray)]) -> (Tensor, Tensor) { renamed() }

/// No program that was compiled comes here.
private func renamed() -> Never { trap("a name of PyTorch's was called") }
