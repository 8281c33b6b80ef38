package dev.steelyard.lb.core.tls;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;

/** A certificate of which only the key is true. */
final class FakeCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L;

    private final transient PublicKey key;

    FakeCertificate(PublicKey key) {
        this.key = key;
    }

    @Override
    public PublicKey getPublicKey() {
        return key;
    }

    private static UnsupportedOperationException notAsked() {
        return new UnsupportedOperationException("nobody should ask a fake for that");
    }

    @Override
    public void checkValidity() {
        throw notAsked();
    }

    @Override
    public void checkValidity(Date date) {
        throw notAsked();
    }

    @Override
    public int getVersion() {
        throw notAsked();
    }

    @Override
    public BigInteger getSerialNumber() {
        throw notAsked();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the superclass
    public Principal getIssuerDN() {
        throw notAsked();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the superclass
    public Principal getSubjectDN() {
        throw notAsked();
    }

    @Override
    public Date getNotBefore() {
        throw notAsked();
    }

    @Override
    public Date getNotAfter() {
        throw notAsked();
    }

    @Override
    public byte[] getTBSCertificate() {
        throw notAsked();
    }

    @Override
    public byte[] getSignature() {
        throw notAsked();
    }

    @Override
    public String getSigAlgName() {
        throw notAsked();
    }

    @Override
    public String getSigAlgOID() {
        throw notAsked();
    }

    @Override
    public byte[] getSigAlgParams() {
        throw notAsked();
    }

    @Override
    public boolean[] getIssuerUniqueID() {
        throw notAsked();
    }

    @Override
    public boolean[] getSubjectUniqueID() {
        throw notAsked();
    }

    @Override
    public boolean[] getKeyUsage() {
        throw notAsked();
    }

    @Override
    public int getBasicConstraints() {
        throw notAsked();
    }

    @Override
    public byte[] getEncoded() {
        throw notAsked();
    }

    @Override
    public void verify(PublicKey by) {
        throw notAsked();
    }

    @Override
    public void verify(PublicKey by, String provider) {
        throw notAsked();
    }

    @Override
    public String toString() {
        return "fake";
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        throw notAsked();
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        throw notAsked();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        throw notAsked();
    }

    @Override
    public byte[] getExtensionValue(String oid) {
        throw notAsked();
    }
}
