"""A recogniser's ONNX graph as a PyTorch module whose weights can be trained: the operators that PP-OCR's networks use.

Rule: it computes what ONNX Runtime does on the same file (`differs` says by how much), so that weights moved here mean
the same there. GELU, layer normalisation and a convolution's bias, which the export takes apart, are one step again:
half of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

Attributes = Mapping[str, Any]
Operator = Callable[[Sequence[Tensor], Attributes], Tensor]


class Graph(nn.Module):
    """The network of an ONNX file; answers logits, not chances."""

    def __init__(self, file: bytes) -> None:
        super().__init__()
        model = onnx.load_from_string(file)
        arrays = {each.name: np.array(numpy_helper.to_array(each)) for each in model.graph.initializer}
        trained = {name for name, array in arrays.items() if array.dtype == np.float32 and array.size > 1}
        self.weights = nn.ParameterDict({_key(name): nn.Parameter(torch.from_numpy(arrays[name])) for name in trained})
        self._names = {name: _key(name) for name in trained}
        self._constants = {name: torch.from_numpy(array) for name, array in arrays.items() if name not in trained}
        self._input, self._output = model.graph.input[0].name, model.graph.output[0].name
        self._nodes = _fused(list(model.graph.node), self._names, self._constants)
        self._attributes = [
            {each.name: onnx.helper.get_attribute_value(each) for each in n.attribute} for n in self._nodes
        ]
        self._last = {name: at for at, node in enumerate(self._nodes) for name in node.input}

    def forward(self, lines: Tensor) -> Tensor:
        """(n, 3, height, width) to (n, steps, characters)."""
        known = {self._input: lines}
        answer = lines
        for at, (node, attributes) in enumerate(zip(self._nodes, self._attributes, strict=True)):
            if node.op_type == "Softmax" and at == len(self._nodes) - 1:
                return known[node.input[0]]
            answer = OPERATORS[node.op_type]([self._value(name, known) for name in node.input], attributes)
            known[node.output[0]] = answer
            for name in node.input:
                if self._last[name] == at:
                    known.pop(name, None)
        return answer

    def _value(self, name: str, known: Mapping[str, Tensor]) -> Tensor:
        if name in known:
            return known[name]
        return self.weights[self._names[name]] if name in self._names else self._constants[name]

    def named(self) -> dict[str, nn.Parameter]:
        """The weights by their names in the file."""
        return {name: self.weights[key] for name, key in self._names.items()}


def differs(graph: Graph, lines: np.ndarray[Any, Any], chances: np.ndarray[Any, Any]) -> float:
    """The largest difference between what the graph answers and `chances`, another runtime's answer."""
    with torch.no_grad():
        return float(np.abs(torch.softmax(graph(torch.from_numpy(lines)), -1).numpy() - chances).max())


def _key(name: str) -> str:
    return name.replace(".", "_")


# -- operators -----------------------------------------------------------------------------------------------------


def _numbers(tensor: Tensor) -> list[int]:
    return [int(number) for number in tensor.reshape(-1)]


def _axes(inputs: Sequence[Tensor], attributes: Attributes, at: int = 1) -> list[int]:
    return list(attributes["axes"]) if "axes" in attributes else _numbers(inputs[at])


def _padded(image: Tensor, kernel: Sequence[int], attributes: Attributes, value: float = 0.0) -> Tensor:
    strides = attributes.get("strides", [1, 1])
    if attributes.get("auto_pad", b"NOTSET") == b"SAME_UPPER":
        wanted = [
            max(0, (-(-side // stride) - 1) * stride + reach - side)
            for side, stride, reach in zip(image.shape[2:], strides, kernel, strict=True)
        ]
        top, left = wanted[0] // 2, wanted[1] // 2
        pads = [top, left, wanted[0] - top, wanted[1] - left]
    else:
        pads = attributes.get("pads", [0, 0, 0, 0])
    return functional.pad(image, (pads[1], pads[3], pads[0], pads[2]), value=value) if any(pads) else image


def _conv(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    image = _padded(inputs[0], inputs[1].shape[2:], attributes)
    bias = inputs[2].reshape(-1) if len(inputs) > 2 else None
    return functional.conv2d(
        image, inputs[1], bias, attributes.get("strides", [1, 1]), groups=attributes.get("group", 1)
    )


def _max_pool(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    kernel = attributes["kernel_shape"]
    return functional.max_pool2d(_padded(inputs[0], kernel, attributes, -1e30), kernel, attributes.get("strides"))


def _reshape(inputs: Sequence[Tensor], _: Attributes) -> Tensor:
    return inputs[0].reshape([inputs[0].shape[i] if side == 0 else side for i, side in enumerate(_numbers(inputs[1]))])


def _slice(inputs: Sequence[Tensor], _: Attributes) -> Tensor:
    tensor = inputs[0]
    for start, end, axis in zip(*map(_numbers, inputs[1:4]), strict=True):
        tensor = tensor.narrow(axis, start, min(end, tensor.shape[axis]) - start)
    return tensor


def _squeeze(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    return inputs[0].squeeze(tuple(_axes(inputs, attributes)))


def _unsqueeze(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    return inputs[0].unsqueeze(_axes(inputs, attributes)[0])


def _batch_norm(inputs: Sequence[Tensor], attributes: Attributes) -> Tensor:
    image, scale, shift, mean, variance = inputs
    return functional.batch_norm(
        image, mean.detach(), variance.detach(), scale, shift, eps=attributes.get("epsilon", 1e-5)
    )


OPERATORS: dict[str, Operator] = {
    "Add": lambda given, _: given[0] + given[1],
    "AveragePool": lambda given, a: functional.avg_pool2d(given[0], a["kernel_shape"], a.get("strides")),
    "BatchNormalization": _batch_norm,
    "Concat": lambda given, a: torch.cat(list(given), dim=a["axis"]),
    "Conv": _conv,
    "Div": lambda given, _: given[0] / given[1],
    "Gelu": lambda given, _: functional.gelu(given[0]),
    "HardSigmoid": lambda given, a: (given[0] * a.get("alpha", 0.2) + a.get("beta", 0.5)).clamp(0, 1),
    "LayerNorm": lambda given, a: functional.layer_norm(given[0], given[1].shape, given[1], given[2], a["eps"]),
    "MatMul": lambda given, _: given[0] @ given[1],
    "MaxPool": _max_pool,
    "Mul": lambda given, _: given[0] * given[1],
    "ReduceMean": lambda given, a: given[0].mean(tuple(_axes(given, a)), keepdim=bool(a.get("keepdims", 1))),
    "Relu": lambda given, _: functional.relu(given[0]),
    "Reshape": _reshape,
    "Shape": lambda given, _: torch.tensor(list(given[0].shape)),
    "Sigmoid": lambda given, _: torch.sigmoid(given[0]),
    "Slice": _slice,
    "Softmax": lambda given, a: torch.softmax(given[0], a.get("axis", -1)),
    "Squeeze": _squeeze,
    "Transpose": lambda given, a: given[0].permute(*a["perm"]),
    "Unsqueeze": _unsqueeze,
}


# -- steps that the export took apart ------------------------------------------------------------------------------


def _fused(
    nodes: Sequence[onnx.NodeProto], trained: Mapping[str, str], constants: Mapping[str, Tensor]
) -> list[onnx.NodeProto]:
    kept = _without_identities(nodes)
    maker = {node.output[0]: node for node in kept}
    user: dict[str, onnx.NodeProto] = {}
    for node in kept:
        for name in node.input:
            user.setdefault(name, node)
    gone: set[str] = set()
    made: dict[str, onnx.NodeProto] = {}

    def after(node: onnx.NodeProto, steps: int) -> list[onnx.NodeProto]:
        chain = [node]
        for _ in range(steps):
            chain.append(user[chain[-1].output[0]])
        return chain

    def replace(chain: Sequence[onnx.NodeProto], kind: str, inputs: Sequence[str], **attributes: float) -> None:
        gone.update(node.output[0] for node in chain)
        made[chain[-1].output[0]] = onnx.helper.make_node(kind, inputs, [chain[-1].output[0]], **attributes)

    for node in kept:
        if node.op_type == "Erf":  # x / sqrt 2, erf, + 1, * x, * 0.5
            divided = maker[node.input[0]]
            replace([divided, *after(node, 3)], "Gelu", [divided.input[0]])
        elif node.op_type == "Conv":
            bias = [name for name in user[node.output[0]].input if name in trained]
            if user[node.output[0]].op_type == "Add" and bias:
                replace(after(node, 1), "Conv", [*node.input, *bias])
                made[user[node.output[0]].output[0]].attribute.extend(node.attribute)
        elif node.op_type == "Sqrt":  # (x - mean) / sqrt(mean of squares + eps) * scale + shift
            plus = maker[node.input[0]]
            squares, (eps,) = _parted(plus, constants)
            power = maker[maker[squares].input[0]]
            centred = maker[power.input[0]]
            divided, scaled, shifted = after(node, 3)[1:]
            weights = [name for step in (scaled, shifted) for name in step.input if name in trained]
            chain = [maker[centred.input[1]], centred, power, maker[squares], plus, node, divided, scaled, shifted]
            replace(chain, "LayerNorm", [centred.input[0], *weights], eps=float(constants[eps]))
    return [made.get(node.output[0], node) for node in kept if node.output[0] in made or node.output[0] not in gone]


def _parted(node: onnx.NodeProto, constants: Mapping[str, Tensor]) -> tuple[str, list[str]]:
    """The input of a node that is computed, and those that are constants."""
    return next(name for name in node.input if name not in constants), [n for n in node.input if n in constants]


def _without_identities(nodes: Sequence[onnx.NodeProto]) -> list[onnx.NodeProto]:
    same: dict[str, str] = {}
    kept = []
    for node in nodes:
        inputs = [same.get(name, name) for name in node.input]
        if node.op_type == "Identity":
            same[node.output[0]] = inputs[0]
            continue
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        del copy.input[:]
        copy.input.extend(inputs)
        kept.append(copy)
    return kept
