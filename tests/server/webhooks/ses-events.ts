interface SesLetter {
  readonly returnPath?: string;
  readonly messageId?: string;
  readonly token?: string;
  readonly address: string;
}

/** The part about the letter: its sender as the envelope had it, and its header. */
function mailOf({ returnPath = 'bounces@letters.example.org', messageId, token, address }: SesLetter) {
  const headers = [
    { name: 'From', value: 'The Letter <letter@letters.example.org>' },
    ...(messageId ? [{ name: 'Message-ID', value: messageId }] : []),
    ...(token ? [{ name: 'List-Unsubscribe', value: `<https://letters.example.org/mail/unsubscribe/${token}>` }] : []),
  ];
  return {
    timestamp: '2026-11-23T11:58:00.000Z',
    source: returnPath,
    messageId: '0107018abcdef-00000000-0000-0000-0000-000000000000-000000',
    destination: [address],
    headersTruncated: false,
    headers,
  };
}

export function sesBounce(
  letter: SesLetter,
  {
    type = 'Permanent',
    subtype = 'General',
    status = '5.1.1',
    diagnostic = 'smtp; 550 5.1.1 no such user',
    id = 'f1',
    named = 'eventType',
  } = {},
) {
  return {
    [named]: 'Bounce',
    mail: mailOf(letter),
    bounce: {
      ...{ feedbackId: id, bounceType: type, bounceSubType: subtype, timestamp: '2026-11-23T11:59:00.000Z' },
      bouncedRecipients: [
        {
          emailAddress: letter.address,
          action: 'failed',
          ...(status && { status }),
          ...(diagnostic && { diagnosticCode: diagnostic }),
        },
      ],
    },
  };
}

export function sesComplaint(
  letter: SesLetter,
  { type = 'abuse' as string | undefined, id = 'c1', named = 'eventType' } = {},
) {
  return {
    [named]: 'Complaint',
    mail: mailOf(letter),
    complaint: {
      ...{ feedbackId: id, timestamp: '2026-11-23T11:59:00.000Z' },
      complainedRecipients: [{ emailAddress: letter.address }],
      ...(type && { complaintFeedbackType: type }),
    },
  };
}

export function sesEvent(kind: string, letter: SesLetter, part: object = {}) {
  return { eventType: kind, mail: mailOf(letter), [kind.toLowerCase()]: part };
}
