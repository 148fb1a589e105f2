// A use of each of PyTorch's names, and what the compiler must answer: Scripts/check-pytorch-names compiles this file
// and compares. It is not part of the package.

import Apus

struct Numbers: Dataset {
  let count = 3
  subscript(index: Int) -> Int { index }
}

func useTensors(_ x: Tensor, _ y: Tensor, _ a: NDArray) {
  _ = x.size()  // shape
  _ = x.dim()  // rank
  _ = x.ndim  // rank
  _ = x.numel()  // count
  _ = x.nelement()  // count
  _ = x.view(2, -1)  // reshape(_:)
  _ = x.view([2, -1])  // reshape(_:)
  _ = x.t()  // T
  _ = x.float()  // to(_:)
  _ = x.double()  // to(_:)
  _ = x.long()  // to(_:)
  _ = x.int()  // to(_:)
  _ = x.byte()  // to(_:)
  _ = x.bool()  // to(_:)
  _ = x.add(y)  // +
  _ = x.sub(y)  // -
  _ = x.subtract(2)  // -
  _ = x.mul(y)  // *
  _ = x.multiply(2)  // *
  _ = x.div(y)  // /
  _ = x.divide(2)  // /
  _ = x.true_divide(y)  // /
  _ = x.neg()  // -
  _ = x.negative()  // -
  _ = x.eq(y)  // equal(_:)
  _ = x.ne(y)  // notEqual(_:)
  _ = x.not_equal(0)  // notEqual(_:)
  _ = x.lt(y)  // less(_:)
  _ = x.le(y)  // lessEqual(_:)
  _ = x.less_equal(0)  // lessEqual(_:)
  _ = x.gt(y)  // greater(_:)
  _ = x.ge(y)  // greaterEqual(_:)
  _ = x.greater_equal(0)  // greaterEqual(_:)
  _ = x == y  // equal(_:)
  _ = x != 0  // notEqual(_:)
  _ = x < y  // less(_:)
  _ = x <= 0  // lessEqual(_:)
  _ = x > y  // greater(_:)
  _ = x >= 0  // greaterEqual(_:)
  _ = x & y  // logicalAnd(_:)
  _ = x | 0  // logicalOr(_:)
  _ = x ^ y  // logicalXor(_:)
  _ = ~x  // logicalNot()
  _ = x.where(x > 0, else: y) * 2  // greater(_:)
  _ = x.absolute()  // abs()
  _ = x.clip(min: 0, max: 1)  // clamp(min:max:)
  _ = x.logical_and(y)  // logicalAnd(_:)
  _ = x.logical_or(y)  // logicalOr(_:)
  _ = x.logical_xor(y)  // logicalXor(_:)
  _ = x.logical_not()  // logicalNot()
  _ = x.and(y)  // logicalAnd(_:)
  _ = x.or(y)  // logicalOr(_:)
  _ = x.not()  // logicalNot()
  _ = x.isnan()  // isNaN()
  _ = x.isinf()  // isInf()
  _ = x.isfinite()  // isFinite()
  _ = x.mm(y)  // matmul(_:)
  _ = x.bmm(y)  // matmul(_:)
  _ = x.mv(y)  // matmul(_:)
  _ = x.index_select(0, y)  // indexSelect(dim:_:)
  _ = x.scatter_add(0, y, y)  // scatterAdd(dim:_:_:)
  _ = x.log_softmax(dim: 1)  // logSoftmax(dim:)
  _ = Tensor.concat([x, y])  // cat(_:dim:)
  _ = Tensor.concatenate([x, y], dim: 1)  // cat(_:dim:)
  _ = x.tolist()  // array
  _ = x.numpy()  // array
  _ = Tensor.from_numpy(a)  // init(_:requiresGrad:)
  x.requires_grad = true  // requiresGrad
  _ = x.requires_grad_()  // requiresGrad
  _ = x.is_leaf  // isLeaf
  x.zero_grad()  // zeroGrad()
  x.copy_(y)  // update(_:)
  x.fill_(1)  // update(_:)
  x.zero_()  // update(_:)
  _ = x.expand_as(y)  // expandAs(_:)
  _ = x.logsumexp(dim: 1)  // logSumExp(dim:keepDim:)
  _ = Tensor.zeros_like(x)  // zerosLike(_:requiresGrad:)
  _ = Tensor.ones_like(x)  // onesLike(_:requiresGrad:)
  _ = x.add_(y)  // +=
  _ = x.sub_(1)  // -=
  _ = x.mul_(y)  // *=
  _ = x.div_(2)  // /=
  _ = x.unsqueeze_(0)  // unsqueeze(_:)
  _ = x.squeeze_()  // squeeze()
  _ = x.transpose_(0, 1)  // transpose(_:_:)
  _ = x.t_()  // T
  _ = x.detach_()  // detach(requiresGrad:)
  _ = x.clamp_(min: 0)  // clamp(min:max:)
  _ = x.pow_(2)  // pow(_:)
  _ = x.exp_()  // exp()
  _ = x.log_()  // log()
  _ = x.log1p_()  // log1p()
  _ = x.sqrt_()  // sqrt()
  _ = x.sin_()  // sin()
  _ = x.cos_()  // cos()
  _ = x.tanh_()  // tanh()
  _ = x.sigmoid_()  // sigmoid()
  _ = x.relu_()  // relu()
  _ = x.abs_()  // abs()
  _ = x.floor_()  // floor()
  _ = x.sign_()  // sign()
  _ = x.neg_()  // -
  _ = a.tolist()  // scalars(as:)
  _ = a.numpy()  // scalars(as:)
  _ = a.is_contiguous()  // isContiguous
  _ = a.one_hot(3)  // oneHot(_:)
  // Labels: the compiler finds the right ones by itself.
  _ = x.sum(dim: 1, keepdim: true)  // dim:keepDim:
  _ = x.max(dim: 1, keepdim: true)  // dim:keepDim:
  x.backward(retain_graph: true)  // retainGraph:
  _ = x.std(dims: [0], keepdim: true)  // dims:keepDim:
}

func useArrays(_ x: NDArray, _ y: NDArray) {
  _ = x.size()  // shape
  _ = x.dim()  // rank
  _ = x.ndim  // rank
  _ = x.logical_and(y)  // logicalAnd(_:)
  _ = NDArray.concat([x, y])  // cat(_:dim:)
}

func useModules(
  _ net: Sequential, _ lstm: LSTM, _ optimizer: Optimizer, _ schedule: OneCycleLR, _ x: Tensor,
  _ y: Tensor
) throws {
  _ = net.parameters()  // parameters
  _ = net.named_parameters()  // namedParameters
  _ = net.buffers()  // buffers
  _ = net.named_buffers()  // namedBuffers
  _ = net.named_children()  // namedChildren
  _ = net.named_modules()  // namedModules
  _ = net.state_dict()  // stateDict
  try net.load_state_dict([:])  // load(_:cast:)
  net.zero_grad()  // zeroGrad()
  _ = net.training  // isTraining
  _ = net.extra_repr()  // extraDescription
  _ = net.forward(x)  // callAsFunction(_:)
  _ = lstm.forward(x)  // callAsFunction(_:_:)
  _ = MSELoss().forward(x, y)  // callAsFunction(_:_:)
  _ = CTCLoss().forward(x, y)  // callAsFunction(_:_:inputLengths:targetLengths:)
  optimizer.zero_grad()  // zeroGrad()
  _ = optimizer.param_groups  // groups
  optimizer.add_param_group(optimizer.groups[0])  // addGroup(_:)
  _ = optimizer.state_dict()  // stateDict
  try optimizer.load_state_dict([:])  // load(_:)
  _ = schedule.state_dict()  // stateDict
  try schedule.load_state_dict([:])  // load(_:)
  _ = lstm.input_size  // inputSize
  _ = lstm.hidden_size  // hiddenSize
  _ = lstm.num_layers  // numLayers
  _ = lstm.batch_first  // batchFirst
  _ = CTCLoss().zero_infinity  // zeroInfinity
  _ = LayerNorm(2).normalized_shape  // normalizedShape
  _ = optimizer.groups[0].weight_decay  // weightDecay
  _ = schedule.total_steps  // totalSteps
  _ = schedule.last_epoch  // position
  _ = StepLR(optimizer, stepSize: 2).step_size  // stepSize
  _ = CosineAnnealingLR(optimizer, tMax: 2).T_max  // tMax
  _ = CosineAnnealingLR(optimizer, tMax: 2).eta_min  // etaMin
  // Labels
  _ = LSTM(3, 2, num_layers: 2, batch_first: true)  // _:_:numLayers:batchFirst:
  _ = Dropout(0.5)  // p:
}

func useFunctions(
  _ generator: Generator, _ net: Sequential, _ x: Tensor, _ y: Tensor, _ a: NDArray,
  _ dataset: Numbers
) {
  _ = Init.kaiming_uniform_([3, 2])  // kaimingUniform(_:a:dtype:generator:)
  _ = Init.kaiming_uniform([3, 2])  // kaimingUniform(_:a:dtype:generator:)
  _ = Init.xavier_uniform_([3, 2])  // xavierUniform(_:gain:dtype:generator:)
  _ = Init.xavier_uniform([3, 2])  // xavierUniform(_:gain:dtype:generator:)
  _ = Init.uniform_([3, 2])  // uniform(_:from:to:dtype:generator:)
  _ = Init.normal_([3, 2])  // normal(_:mean:std:dtype:generator:)
  _ = Init.orthogonal_([3, 2])  // orthogonal(_:gain:dtype:generator:)
  _ = generator.manual_seed(1)  // manualSeed(_:)
  _ = generator.get_state()  // state
  generator.set_state(a)  // state
  let loader = DataLoader(dataset, batchSize: 2, collate: { $0.count })
  _ = loader.batch_size  // batchSize
  _ = loader.drop_last  // dropLast
  _ = loader.num_workers  // workers
  _ = loader.prefetch_factor  // prefetch
  gradcheck({ $0.exp() }, x)  // gradCheck
  gradgradcheck({ $0.exp() }, x)  // gradCheck
  manual_seed(1)  // manualSeed(_:)
  _ = no_grad { x }  // noGrad(_:)
  _ = is_grad_enabled()  // GradMode.isEnabled
  set_num_threads(1)  // setNumThreads(_:)
  _ = get_num_threads()  // getNumThreads()
  set_float32_matmul_precision("medium")  // setFloat32MatmulPrecision(_:)
  _ = get_float32_matmul_precision()  // getFloat32MatmulPrecision()
  _ = allclose(x, y)  // allClose(_:_:rtol:atol:)
  _ = cross_entropy(x, y)  // crossEntropy(_:_:weight:ignoreIndex:reduction:labelSmoothing:)
  _ = mse_loss(x, y)  // mseLoss(_:_:reduction:)
  clip_grad_norm_(net.parameters, 1)  // clipGradNorm(_:maxNorm:)
  random_split(dataset, [1, 2])  // randomSplit(_:_:generator:)
  _ = default_collate([(a, a)])  // defaultCollate(_:)
}
