import ApusTensor

/// What a call of PyTorch's is given, as `op_samples.py` writes it.
indirect enum OpArgument: Decodable, Sendable {
  case none
  case bool(Bool)
  case whole(Int)
  case real(Double)
  case text(String)
  case list([OpArgument])
  case tuple([OpArgument])
  case tensor(StoredTensor)
  case dtype(DType)
  case slice(from: Int?, to: Int?, step: Int?)
  case ellipsis

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .whole(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([OpArgument].self) {
      self = .list(value)
    } else {
      self = try OpArgument(object: decoder)
    }
  }

  private enum Kind: String, CodingKey { case tensor, float, tuple, dtype, slice, ellipsis }

  private init(object decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    switch container.allKeys.first {
    case .float:
      guard let value = try container.decode(Argument.self, forKey: .float).number else {
        throw CaseProblem("has a number that is none")
      }
      self = .real(value)
    case .tuple:
      self = .tuple(try container.decode([OpArgument].self, forKey: .tuple))
    case .dtype:
      self = .dtype(try DType(named: container.decode(String.self, forKey: .dtype)))
    case .slice:
      let bounds = try container.decode([Int?].self, forKey: .slice)
      if bounds.count != 3 { throw CaseProblem("has a slice of \(bounds.count) numbers") }
      self = .slice(from: bounds[0], to: bounds[1], step: bounds[2])
    case .ellipsis: self = .ellipsis
    case .tensor, nil: self = .tensor(try StoredTensor(from: decoder))
    }
  }

  var int: Int? { if case .whole(let value) = self { value } else { nil } }
  var tensor: StoredTensor? { if case .tensor(let tensor) = self { tensor } else { nil } }

  /// The items of a list or a tuple.
  var list: [OpArgument]? {
    switch self {
    case .list(let items), .tuple(let items): items
    default: nil
    }
  }

  var number: Number? {
    switch self {
    case .whole(let value): .whole(value)
    case .real(let value): .real(value)
    case .bool(let value): .whole(value ? 1 : 0)
    default: nil
    }
  }
}

/// A tensor among the arguments.
struct StoredTensor: Decodable, Sendable {
  /// The array's name in the file.
  let tensor: String
  let requiresGrad: Bool?
  /// Where its elements lie in PyTorch's memory; nil: in row-major order.
  let strides: [Int]?
}

extension NDArray {
  /// The same elements in an order of memory that has these strides. Throws where no order without gaps has.
  func laidOut(strides: [Int]) throws -> NDArray {
    let order = shape.indices.sorted { strides[$0] > strides[$1] }
    var step = 1
    for dim in order.reversed() {
      if shape[dim] != 1 && strides[dim] != step {
        throw CaseProblem("has strides \(strides) of shape \(shape)")
      }
      step *= shape[dim]
    }
    return permute(order).contiguous().permute(order.indices.map { order.firstIndex(of: $0)! })
  }
}
