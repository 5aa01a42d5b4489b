extension APITypes {
    /// Volumes, and the claims for them.
    static let volumes = #"""
        core/v1.AWSElasticBlockStoreVolumeSource
          volumeID:1s! fsType:2s partition:3i readOnly:4b
        core/v1.AttachedVolume
          name:1s! devicePath:2s!
        core/v1.AzureDiskVolumeSource
          diskName:1s! diskURI:2s! cachingMode:3*s|None,ReadOnly,ReadWrite="ReadWrite" fsType:4*s="ext4" readOnly:5*b
          kind:6*s|Dedicated,Managed,Shared="Shared"
        core/v1.AzureFilePersistentVolumeSource
          secretName:1s! shareName:2s! readOnly:3b secretNamespace:4*s!?
        core/v1.AzureFileVolumeSource
          secretName:1s! shareName:2s! readOnly:3b
        core/v1.CSIPersistentVolumeSource
          driver:1s! volumeHandle:2s! readOnly:3b fsType:4s volumeAttributes:5{s}
          controllerPublishSecretRef:6*.SecretReference nodeStageSecretRef:7*.SecretReference
          nodePublishSecretRef:8*.SecretReference controllerExpandSecretRef:9*.SecretReference
          nodeExpandSecretRef:10*.SecretReference
        core/v1.CSIVolumeSource
          driver:1s! readOnly:2*b fsType:3*s volumeAttributes:4{s} nodePublishSecretRef:5*.LocalObjectReference
        core/v1.CephFSPersistentVolumeSource
          monitors:1[s]! path:2s user:3s secretFile:4s secretRef:5*.SecretReference readOnly:6b
        core/v1.CephFSVolumeSource
          monitors:1[s]! path:2s user:3s secretFile:4s secretRef:5*.LocalObjectReference readOnly:6b
        core/v1.CinderPersistentVolumeSource
          volumeID:1s! fsType:2s readOnly:3b secretRef:4*.SecretReference
        core/v1.CinderVolumeSource
          volumeID:1s! fsType:2s readOnly:3b secretRef:4*.LocalObjectReference
        core/v1.ClusterTrustBundleProjection
          name:1*s signerName:2*s labelSelector:3*meta/v1.LabelSelector optional:5*b path:4s!
        core/v1.ConfigMapProjection
          ^:1.LocalObjectReference items:2[.KeyToPath] optional:4*b
        core/v1.ConfigMapVolumeSource
          ^:1.LocalObjectReference items:2[.KeyToPath] defaultMode:3*i optional:4*b
        core/v1.DownwardAPIProjection
          items:1[.DownwardAPIVolumeFile]
        core/v1.DownwardAPIVolumeFile
          path:1s! fieldRef:2*.ObjectFieldSelector resourceFieldRef:3*.ResourceFieldSelector mode:4*i
        core/v1.DownwardAPIVolumeSource
          items:1[.DownwardAPIVolumeFile] defaultMode:2*i
        core/v1.EmptyDirVolumeSource
          medium:1s sizeLimit:2*Q
        core/v1.EphemeralVolumeSource
          volumeClaimTemplate:1*.PersistentVolumeClaimTemplate
        core/v1.FCVolumeSource
          targetWWNs:1[s] lun:2*i fsType:3s readOnly:4b wwids:5[s]
        core/v1.FlexPersistentVolumeSource
          driver:1s! fsType:2s secretRef:3*.SecretReference readOnly:4b options:5{s}
        core/v1.FlexVolumeSource
          driver:1s! fsType:2s secretRef:3*.LocalObjectReference readOnly:4b options:5{s}
        core/v1.FlockerVolumeSource
          datasetName:1s datasetUUID:2s
        core/v1.GCEPersistentDiskVolumeSource
          pdName:1s! fsType:2s partition:3i readOnly:4b
        core/v1.GitRepoVolumeSource
          repository:1s! revision:2s directory:3s
        core/v1.GlusterfsPersistentVolumeSource
          endpoints:1s! path:2s! readOnly:3b endpointsNamespace:4*s
        core/v1.GlusterfsVolumeSource
          endpoints:1s! path:2s! readOnly:3b
        core/v1.HostPathVolumeSource
          path:1s! type:2*s|,BlockDevice,CharDevice,Directory,DirectoryOrCreate,File,FileOrCreate,Socket
        core/v1.ISCSIPersistentVolumeSource
          targetPortal:1s! iqn:2s! lun:3i! iscsiInterface:4s="default" fsType:5s readOnly:6b portals:7[s]
          chapAuthDiscovery:8b chapAuthSession:11b secretRef:10*.SecretReference initiatorName:12*s
        core/v1.ISCSIVolumeSource
          targetPortal:1s! iqn:2s! lun:3i! iscsiInterface:4s="default" fsType:5s readOnly:6b portals:7[s]
          chapAuthDiscovery:8b chapAuthSession:11b secretRef:10*.LocalObjectReference initiatorName:12*s
        core/v1.ImageVolumeSource
          reference:1s pullPolicy:2s|Always,IfNotPresent,Never
        core/v1.ImageVolumeStatus
          imageRef:1s+
        core/v1.LocalVolumeSource
          path:1s! fsType:2*s
        core/v1.ModifyVolumeStatus
          targetVolumeAttributesClassName:1s status:2s!
        core/v1.NFSVolumeSource
          server:1s! path:2s! readOnly:3b
        core/v1.PersistentVolume kind=
          metadata:1meta/v1.ObjectMeta spec:2.PersistentVolumeSpec status:3.PersistentVolumeStatus
        core/v1.PersistentVolumeClaim kind=
          metadata:1meta/v1.ObjectMeta spec:2.PersistentVolumeClaimSpec status:3.PersistentVolumeClaimStatus
        core/v1.PersistentVolumeClaimCondition
          type:1s! status:2s! lastProbeTime:3T lastTransitionTime:4T reason:5s message:6s
        core/v1.PersistentVolumeClaimSpec
          accessModes:1[s|ReadOnlyMany,ReadWriteMany,ReadWriteOnce,ReadWriteOncePod] selector:4*meta/v1.LabelSelector
          resources:2.VolumeResourceRequirements volumeName:3s storageClassName:5*s volumeMode:6*s|Block,Filesystem
          dataSource:7*.TypedLocalObjectReference dataSourceRef:8*.TypedObjectReference volumeAttributesClassName:9*s
        core/v1.PersistentVolumeClaimStatus
          phase:1s accessModes:2[s] capacity:3{Q} conditions:4[.PersistentVolumeClaimCondition]map(type)~merge:type
          allocatedResources:5{Q} allocatedResourceStatuses:7{s} currentVolumeAttributesClassName:8*s
          modifyVolumeStatus:9*.ModifyVolumeStatus
        core/v1.PersistentVolumeClaimTemplate
          metadata:1meta/v1.ObjectMeta spec:2.PersistentVolumeClaimSpec!
        core/v1.PersistentVolumeClaimVolumeSource
          claimName:1s! readOnly:2b
        core/v1.PersistentVolumeSource
          gcePersistentDisk:1*.GCEPersistentDiskVolumeSource awsElasticBlockStore:2*.AWSElasticBlockStoreVolumeSource
          hostPath:3*.HostPathVolumeSource glusterfs:4*.GlusterfsPersistentVolumeSource nfs:5*.NFSVolumeSource
          rbd:6*.RBDPersistentVolumeSource iscsi:7*.ISCSIPersistentVolumeSource cinder:8*.CinderPersistentVolumeSource
          cephfs:9*.CephFSPersistentVolumeSource fc:10*.FCVolumeSource flocker:11*.FlockerVolumeSource
          flexVolume:12*.FlexPersistentVolumeSource azureFile:13*.AzureFilePersistentVolumeSource
          vsphereVolume:14*.VsphereVirtualDiskVolumeSource quobyte:15*.QuobyteVolumeSource
          azureDisk:16*.AzureDiskVolumeSource photonPersistentDisk:17*.PhotonPersistentDiskVolumeSource
          portworxVolume:18*.PortworxVolumeSource scaleIO:19*.ScaleIOPersistentVolumeSource
          local:20*.LocalVolumeSource storageos:21*.StorageOSPersistentVolumeSource csi:22*.CSIPersistentVolumeSource
        core/v1.PersistentVolumeSpec
          capacity:1{Q} ^:2.PersistentVolumeSource
          accessModes:3[s|ReadOnlyMany,ReadWriteMany,ReadWriteOnce,ReadWriteOncePod] claimRef:4*.ObjectReference%
          persistentVolumeReclaimPolicy:5s|Delete,Recycle,Retain storageClassName:6s mountOptions:7[s]
          volumeMode:8*s|Block,Filesystem nodeAffinity:9*.VolumeNodeAffinity volumeAttributesClassName:10*s
        core/v1.PersistentVolumeStatus
          phase:1s message:2s reason:3s lastPhaseTransitionTime:4*T
        core/v1.PhotonPersistentDiskVolumeSource
          pdID:1s! fsType:2s
        core/v1.PodCertificateProjection
          signerName:1s+ keyType:2s+ maxExpirationSeconds:3*i credentialBundlePath:4s keyPath:5s
          certificateChainPath:6s userAnnotations:7{s}
        core/v1.PortworxVolumeSource
          volumeID:1s! fsType:2s readOnly:3b
        core/v1.ProjectedVolumeSource
          sources:1[.VolumeProjection]!? defaultMode:2*i
        core/v1.QuobyteVolumeSource
          registry:1s! volume:2s! readOnly:3b user:4s group:5s tenant:6s
        core/v1.RBDPersistentVolumeSource
          monitors:1[s]! image:2s! fsType:3s pool:4s="rbd" user:5s="admin" keyring:6s="/etc/ceph/keyring"
          secretRef:7*.SecretReference readOnly:8b
        core/v1.RBDVolumeSource
          monitors:1[s]! image:2s! fsType:3s pool:4s="rbd" user:5s="admin" keyring:6s="/etc/ceph/keyring"
          secretRef:7*.LocalObjectReference readOnly:8b
        core/v1.ScaleIOPersistentVolumeSource
          gateway:1s! system:2s! secretRef:3*.SecretReference! sslEnabled:4b protectionDomain:5s storagePool:6s
          storageMode:7s="ThinProvisioned" volumeName:8s fsType:9s="xfs" readOnly:10b
        core/v1.ScaleIOVolumeSource
          gateway:1s! system:2s! secretRef:3*.LocalObjectReference! sslEnabled:4b protectionDomain:5s storagePool:6s
          storageMode:7s="ThinProvisioned" volumeName:8s fsType:9s="xfs" readOnly:10b
        core/v1.SecretProjection
          ^:1.LocalObjectReference items:2[.KeyToPath] optional:4*b
        core/v1.SecretVolumeSource
          secretName:1s items:2[.KeyToPath] defaultMode:3*i optional:4*b
        core/v1.ServiceAccountTokenProjection
          audience:1s expirationSeconds:2*l path:3s!
        core/v1.StorageOSPersistentVolumeSource
          volumeName:1s volumeNamespace:2s fsType:3s readOnly:4b secretRef:5*.ObjectReference
        core/v1.StorageOSVolumeSource
          volumeName:1s volumeNamespace:2s fsType:3s readOnly:4b secretRef:5*.LocalObjectReference
        core/v1.Volume
          name:1s! ^:2.VolumeSource
        core/v1.VolumeDevice
          name:1s! devicePath:2s!
        core/v1.VolumeMount
          name:1s! readOnly:2b recursiveReadOnly:7*s mountPath:3s! subPath:4s
          mountPropagation:5*s|Bidirectional,HostToContainer,None subPathExpr:6s
        core/v1.VolumeMountStatus
          name:1s! mountPath:2s! readOnly:3b recursiveReadOnly:4*s volumeStatus:5*.VolumeStatus
        core/v1.VolumeNodeAffinity
          required:1*.NodeSelector
        core/v1.VolumeProjection
          secret:1*.SecretProjection downwardAPI:2*.DownwardAPIProjection configMap:3*.ConfigMapProjection
          serviceAccountToken:4*.ServiceAccountTokenProjection clusterTrustBundle:5*.ClusterTrustBundleProjection
          podCertificate:6*.PodCertificateProjection
        core/v1.VolumeResourceRequirements
          limits:1{Q} requests:2{Q}
        core/v1.VolumeSource
          hostPath:1*.HostPathVolumeSource emptyDir:2*.EmptyDirVolumeSource
          gcePersistentDisk:3*.GCEPersistentDiskVolumeSource awsElasticBlockStore:4*.AWSElasticBlockStoreVolumeSource
          gitRepo:5*.GitRepoVolumeSource secret:6*.SecretVolumeSource nfs:7*.NFSVolumeSource
          iscsi:8*.ISCSIVolumeSource glusterfs:9*.GlusterfsVolumeSource
          persistentVolumeClaim:10*.PersistentVolumeClaimVolumeSource rbd:11*.RBDVolumeSource
          flexVolume:12*.FlexVolumeSource cinder:13*.CinderVolumeSource cephfs:14*.CephFSVolumeSource
          flocker:15*.FlockerVolumeSource downwardAPI:16*.DownwardAPIVolumeSource fc:17*.FCVolumeSource
          azureFile:18*.AzureFileVolumeSource configMap:19*.ConfigMapVolumeSource
          vsphereVolume:20*.VsphereVirtualDiskVolumeSource quobyte:21*.QuobyteVolumeSource
          azureDisk:22*.AzureDiskVolumeSource photonPersistentDisk:23*.PhotonPersistentDiskVolumeSource
          projected:26*.ProjectedVolumeSource portworxVolume:24*.PortworxVolumeSource scaleIO:25*.ScaleIOVolumeSource
          storageos:27*.StorageOSVolumeSource csi:28*.CSIVolumeSource ephemeral:29*.EphemeralVolumeSource
          image:30*.ImageVolumeSource
        core/v1.VolumeStatus
          image:1*.ImageVolumeStatus
        core/v1.VsphereVirtualDiskVolumeSource
          volumePath:1s! fsType:2s storagePolicyName:3s storagePolicyID:4s
        """#
}
