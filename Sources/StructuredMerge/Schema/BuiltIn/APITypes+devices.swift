extension APITypes {
    /// `resource.k8s.io` and `node.k8s.io`.
    static let devices = #"""
        node/v1.Overhead
          podFixed:1{Q}
        node/v1.RuntimeClass kind=node.k8s.io
          metadata:1meta/v1.ObjectMeta handler:2s! overhead:3*.Overhead scheduling:4*.Scheduling
        node/v1.Scheduling
          nodeSelector:1{s}@ tolerations:2[core/v1.Toleration]
        resource/v1.AllocatedDeviceStatus
          driver:1s! pool:2s! device:3s! shareID:7*s conditions:4[meta/v1.Condition]map(type)!? data:5*X
          networkData:6*.NetworkDeviceData
        resource/v1.AllocationResult
          devices:1.DeviceAllocationResult nodeSelector:3*core/v1.NodeSelector allocationTimestamp:5*T
        resource/v1.CELDeviceSelector
          expression:1s!
        resource/v1.CapacityRequestPolicy
          default:1*Q validValues:3[Q] validRange:4*.CapacityRequestPolicyRange
        resource/v1.CapacityRequestPolicyRange
          min:1*Q+ max:2*Q step:3*Q
        resource/v1.CapacityRequirements
          requests:1{Q}
        resource/v1.Counter
          value:1Q!
        resource/v1.CounterSet
          name:1s! counters:2{.Counter}+
        resource/v1.Device
          name:1s! attributes:2{.DeviceAttribute} capacity:3{.DeviceCapacity}
          consumesCounters:4[.DeviceCounterConsumption] nodeName:5*s nodeSelector:6*core/v1.NodeSelector allNodes:7*b
          taints:8[.DeviceTaint] bindsToNode:9*b bindingConditions:10[s] bindingFailureConditions:11[s]
          allowMultipleAllocations:12*b nodeAllocatableResourceMappings:13{.NodeAllocatableResourceMapping}
        resource/v1.DeviceAllocationConfiguration
          source:1s|FromClaim,FromClass! requests:2[s] ^:3.DeviceConfiguration
        resource/v1.DeviceAllocationResult
          results:1[.DeviceRequestAllocationResult] config:2[.DeviceAllocationConfiguration]
        resource/v1.DeviceAttribute
          int:2*l bool:3*b string:4*s version:5*s ints:6[l] bools:7[b] strings:8[s] versions:9[s]
        resource/v1.DeviceCapacity
          value:1Q! requestPolicy:2*.CapacityRequestPolicy
        resource/v1.DeviceClaim
          requests:1[.DeviceRequest]!? constraints:2[.DeviceConstraint] config:3[.DeviceClaimConfiguration]
        resource/v1.DeviceClaimConfiguration
          requests:1[s] ^:2.DeviceConfiguration
        resource/v1.DeviceClass kind=resource.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.DeviceClassSpec!
        resource/v1.DeviceClassConfiguration
          ^:1.DeviceConfiguration
        resource/v1.DeviceClassSpec
          selectors:1[.DeviceSelector] config:2[.DeviceClassConfiguration] extendedResourceName:4*s
        resource/v1.DeviceConfiguration
          opaque:1*.OpaqueDeviceConfiguration
        resource/v1.DeviceConstraint
          requests:1[s] matchAttribute:2*s distinctAttribute:3*s
        resource/v1.DeviceCounterConsumption
          counterSet:1s! counters:2{.Counter}+
        resource/v1.DeviceRequest
          name:1s! exactly:2*.ExactDeviceRequest firstAvailable:3[.DeviceSubRequest]
        resource/v1.DeviceRequestAllocationResult
          request:1s! driver:2s! pool:3s! device:4s! adminAccess:5*b tolerations:6[.DeviceToleration]
          bindingConditions:7[s] bindingFailureConditions:8[s] shareID:9*s consumedCapacity:10{Q}
        resource/v1.DeviceSelector
          cel:1*.CELDeviceSelector
        resource/v1.DeviceSubRequest
          name:1s! deviceClassName:2s! selectors:3[.DeviceSelector] allocationMode:4s|All,ExactCount count:5l
          tolerations:6[.DeviceToleration] capacity:7*.CapacityRequirements
        resource/v1.DeviceTaint
          key:1s! value:2s effect:3s|NoExecute,NoSchedule,None! timeAdded:4*T
        resource/v1.DeviceToleration
          key:1s operator:2s|Equal,Exists="Equal" value:3s effect:4s|NoExecute,NoSchedule,None tolerationSeconds:5*l
        resource/v1.ExactDeviceRequest
          deviceClassName:1s! selectors:2[.DeviceSelector] allocationMode:3s|All,ExactCount count:4l adminAccess:5*b
          tolerations:6[.DeviceToleration] capacity:7*.CapacityRequirements
        resource/v1.NetworkDeviceData
          interfaceName:1s ips:2[s] hardwareAddress:3s
        resource/v1.NodeAllocatableResourceMapping
          capacityKey:1*s allocationMultiplier:2*Q
        resource/v1.OpaqueDeviceConfiguration
          driver:1s! parameters:2X!
        resource/v1.ResourceClaim kind=resource.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.ResourceClaimSpec! status:3.ResourceClaimStatus
        resource/v1.ResourceClaimConsumerReference
          apiGroup:1s resource:3s! name:4s! uid:5s!
        resource/v1.ResourceClaimSpec
          devices:1.DeviceClaim!?
        resource/v1.ResourceClaimStatus
          allocation:1*.AllocationResult reservedFor:2[.ResourceClaimConsumerReference]map(uid)~merge:uid
          devices:4[.AllocatedDeviceStatus]map(driver,device,pool,shareID)
        resource/v1.ResourceClaimTemplate kind=resource.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.ResourceClaimTemplateSpec!
        resource/v1.ResourceClaimTemplateSpec
          metadata:1meta/v1.ObjectMeta spec:2.ResourceClaimSpec!
        resource/v1.ResourcePool
          name:1s! generation:2l! resourceSliceCount:3l!
        resource/v1.ResourceSlice kind=resource.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.ResourceSliceSpec!
        resource/v1.ResourceSliceSpec
          driver:1s! pool:2.ResourcePool! nodeName:3*s nodeSelector:4*core/v1.NodeSelector allNodes:5*b
          devices:6[.Device] perDeviceNodeSelection:7*b sharedCounters:8[.CounterSet]
        """#
}
