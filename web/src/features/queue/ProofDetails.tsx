import { Link } from 'react-router';
import { Button } from '../../components/Button';
import { toast } from '../../components/toasts';
import { api, unwrap } from '../../lib/api/client';
import { isInTime, type Proof } from './kept';
import { copyText, proofText, saveText } from './proofFile';
import styles from './WaitingRoomPage.module.css';

type ProofDetailsProps = {
  eventId: string;
  eventName?: string | undefined;
  proof: Proof;
  commitment: string | undefined;
};

/** The receipt, to be kept outside of this browser too. */
export function ProofDetails(props: ProofDetailsProps) {
  return (
    <details className={styles.explain}>
      <summary>Proof that you joined</summary>
      <ProofText {...props} />
      <p>
        <Link to={`/events/${props.eventId}/draw`}>How the draw is made, and how to check it</Link>
      </p>
    </details>
  );
}

export function ProofText({ eventId, eventName, proof, commitment }: ProofDetailsProps) {
  async function copy() {
    if (await copyText(proof.receipt)) toast.success('Receipt copied.');
    else toast.error('This browser did not let us copy it. Select the line and copy it yourself.');
  }
  async function save() {
    // Without the key the receipt is as good; whoever checks it asks for the key then.
    const key = await unwrap(api.GET('/api/config')).then(
      (config) => config.receiptPublicKey,
      () => undefined,
    );
    const text = proofText({ eventId, eventName, proof, commitment, key, origin: location.origin });
    saveText(`fairgate-receipt-${eventId}.txt`, text);
  }
  return (
    <>
      <p>
        {isInTime(proof)
          ? 'This line is your receipt. The server signed it when you joined: should your entry be missing when the list of the draw is published, it proves to anybody that you were there in time.'
          : 'This line is your receipt. The server signed it when you joined: it proves to anybody that you are in line since then.'}{' '}
        This browser keeps it. Save it elsewhere too, in case this browser forgets.
      </p>
      <p className={styles.code}>{proof.receipt}</p>
      <div className={styles.tools}>
        <Button variant="secondary" onClick={() => void copy()}>
          Copy receipt
        </Button>
        <Button variant="secondary" onClick={() => void save()}>
          Save as a file
        </Button>
      </div>
    </>
  );
}
