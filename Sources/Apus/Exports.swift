// All that a user imports.

@_exported public import Autograd
@_exported public import Data
@_exported public import Files
@_exported public import Images
@_exported public import NN
@_exported public import Optim
@_exported public import Serialization
@_exported public import Tensor

@_exported public import struct FoundationEssentials.URL
