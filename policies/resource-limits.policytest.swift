import PolicyV1

func trainer() -> Json {
    [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "trainer", "namespace": "ml"],
        "spec": ["template": ["spec": ["containers": [["name": "t", "resources": ["limits": ["memory": "8Gi", "nvidia.com/gpu": "6"]]]]]]],
    ]
}

let bare: Pod = yaml("{ kind: Pod, metadata: { name: a }, spec: { containers: [{ name: a }] } }")

test("a container without a limit is denied") {
    expect("resource-limits", review(bare), denies: 1, saying: "no memory limit")
}

test("without an inventory a workload that asks for GPUs is a fault") {
    given(unavailable: "inventory")
    expect("resource-limits", review(trainer()), faults: "the inventory")
}
